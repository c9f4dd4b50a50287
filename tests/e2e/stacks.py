"""Whole stacks on the emulators: synthesized as a person's are, with specs that a test can edit."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.engine import App
from generator.packaging.archives import ArchiveRef, Archives, BuiltArchives
from generator.planning.naming import stack_name
from generator.spec.load import load_file
from generator.spec.model.functions import Function
from generator.spec.node import to_plain
from generator.synthesis.publish import publish
from generator.validation.load import load_environment
from lib.tap_stack import TapStack

# The shipped routes that lead to transaction processing, each a rule of the listener.
PAYMENT_ROUTES = (
    "create-payment",
    "create-refund",
    "create-reversal",
    "decide-payment",
    "get-payment",
    "list-merchant-payments",
)
SPECS = Path(__file__).resolve().parents[2] / "specs"


def shipped_spec(name: str) -> dict[str, Any]:
    """A shipped spec with what it extends, as plain data that a test may change."""
    base, own = (to_plain(load_file(SPECS / f"{file}.yaml")) for file in ("base", name))
    del own["extends"]
    return _laid_over(base, own)


def synthesize_spec(spec: Mapping[str, Any], out: Path, archives: Archives | None = None) -> Path:
    """Synthesize one spec and return the folder of its stack, in which Terraform's own files stay."""
    environment = load_environment(spec)
    out.parent.mkdir(parents=True, exist_ok=True)
    staging = out.with_name(f"{out.name}.staging")
    app = App(outdir=str(staging))
    TapStack(app, stack_name(environment), spec=environment, archives=archives)
    app.synth()
    (file,) = publish([staging], out)
    shutil.rmtree(staging)
    return file.parent


@dataclass(frozen=True, slots=True)
class NewCode:
    """The archives of packaging, but one function has got other code: a byte more behind the archive's end."""

    function: str
    folder: Path

    def archive(self, function: Function) -> ArchiveRef:
        """The archive as it is built, or the changed one."""
        built = BuiltArchives().archive(function)
        if function.name != self.function:
            return built
        return changed_archive(built, self.folder)


def changed_archive(built: ArchiveRef, folder: Path) -> ArchiveRef:
    """The same archive with one more file in it."""
    import base64
    import hashlib
    import zipfile

    path = folder / "changed.zip"
    shutil.copyfile(built.path, path)
    path.chmod(0o600)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(zipfile.ZipInfo("changed.txt"), "another version")
    digest = hashlib.sha256(path.read_bytes())
    sha256_base64 = base64.b64encode(digest.digest()).decode()
    return replace(built, path=path, sha256_base64=sha256_base64, digest=digest.hexdigest())


def _laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = _laid_over(base[key], value) if both else value
    return merged
