"""The real Terraform with the real AWS provider, offline: `terraform validate` over synthesized stacks.

The provider comes from a filesystem mirror: PAYINFRA_TF_MIRROR names its root, else it is searched on this machine.
Without Terraform or a mirror the tests skip, but never in CI.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

# To search the whole machine takes seconds.
_USUAL = ("/opt/*/registry.terraform.io", "/usr/*/share/terraform/plugins/registry.terraform.io")


@cache
def mirror() -> Path | None:
    """The root of the provider mirror: the folder above `registry.terraform.io`."""
    named = os.environ.get("PAYINFRA_TF_MIRROR")
    if named:
        return Path(named)
    usual = next((root for folder in _USUAL for root in Path("/").glob(folder.lstrip("/"))), None)
    if usual is not None:
        return usual.parent
    search = ["find", "/", "-xdev", "-name", "terraform-provider-aws_v*", "-print", "-quit"]
    found = subprocess.run(search, capture_output=True, text=True, check=False).stdout.strip()
    return (
        next((path.parent for path in Path(found).parents if path.name == "registry.terraform.io"), None)
        if found
        else None
    )


def require_terraform() -> Path:
    """The mirror, or a skip that says what is missing; in CI a failure."""
    missing = "terraform on the PATH" if shutil.which("terraform") is None else None
    missing = missing or ("a provider mirror (PAYINFRA_TF_MIRROR)" if mirror() is None else None)
    if missing and os.environ.get("CI"):
        pytest.fail(f"CI must validate with the real Terraform, but there is no {missing}")
    if missing:
        pytest.skip(f"needs {missing}")
    root = mirror()
    assert root is not None
    return root


class Terraform:
    """A folder in which stacks are validated, many at once: to start the provider takes as long as to ask it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        config = folder / "cli.tfrc"
        root = json.dumps(str(require_terraform()))
        config.write_text(f"provider_installation {{\n  filesystem_mirror {{\n    path = {root}\n  }}\n}}\n")
        self.env = {**os.environ, "TF_CLI_CONFIG_FILE": str(config), "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
        # Garbage is collected less often: a fifth less of CPU for some memory.
        self.env["GOGC"] = "400"

    def validate(self, stacks: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
        """What `terraform validate` has against each stack: one text a diagnostic, errors and warnings alike.

        Each stack is a module of one root, which `validate` looks into as it does into the root. Only a root has a
        backend, and of that `validate` looks at nothing. Without one place a diagnostic is told of every stack. Where
        one cannot even be read, the others are not looked at.
        """
        modules = {f"stack-{number}": name for number, name in enumerate(stacks)}
        # While they are still empty: a faulty stack must not keep the others from the provider.
        for module in modules:
            self._write(module, {})
        first = next(iter(stacks.values()))
        self.initialize({"required_providers": first["terraform"]["required_providers"]}, modules)
        for module, name in modules.items():
            settings = {key: item for key, item in stacks[name]["terraform"].items() if key not in ("backend", "cloud")}
            self._write(module, {**stacks[name], "terraform": settings})
        found: dict[str, list[str]] = {name: [] for name in stacks}
        for diagnostic in json.loads(self._run("validate", "-json").stdout)["diagnostics"]:
            module = Path((diagnostic.get("range") or {}).get("filename", "")).parent.name
            for name in [modules[module]] if module in modules else stacks:
                found[name].append(_text(diagnostic))
        return found

    def initialize(self, settings: Mapping[str, Any], modules: Iterable[str] = ()) -> None:
        """Install the provider, and make the folder a root of these modules."""
        called = {name: {"source": f"./{name}"} for name in modules}
        self._write(".", {"terraform": settings, **({"module": called} if called else {})})
        init = self._run("init", "-backend=false", "-input=false", "-no-color")
        assert init.returncode == 0, init.stderr

    def _write(self, module: str, content: Mapping[str, Any]) -> None:
        (self.folder / module).mkdir(exist_ok=True)
        (self.folder / module / "cdk.tf.json").write_text(json.dumps(content))

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["terraform", *arguments], cwd=self.folder, env=self.env, capture_output=True, text=True, check=False
        )


def _text(diagnostic: Mapping[str, Any]) -> str:
    place = (diagnostic.get("snippet") or {}).get("context")
    return f"{diagnostic['severity']}: {diagnostic['summary']}: {diagnostic.get('detail', '')} {place}"
