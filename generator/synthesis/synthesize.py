"""Synthesizing environments: one app, one stack an environment, published only when everything has succeeded."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.aws.provider import constraint_of
from generator.aws.provider_lock import LOCK_FILE, lock_for
from generator.diagnostics.findings import Finding, SpecError, has_errors, ordered
from generator.planning.naming import stack_name
from generator.spec.resolve import Spec
from generator.synthesis.backends import synthesize_apps
from generator.system.processes import pid_exists
from generator.system.run_cache import combined_digest, remember_stack, stack_is_current
from generator.validation.environments import SpecSource, warn

STACK_FILE = "cdk.tf.json"


def synthesize(
    specs: Sequence[Spec],
    out: Path,
    *,
    only_changed: bool = False,
    judged: bool = True,
    sources: Sequence[SpecSource] = (),
    alone: bool = False,
) -> list[Path]:
    """Write the stacks of environments and accounts below `out` and return their files.

    `judged`: what the specs say of compliance holds; where a stack must comply and does not, nothing is published.
    `sources`: the files of the environments, so that what does not comply is told at its line.
    `only_changed` leaves a stack alone that was made from the same spec, code, archives and versions, and that nobody
    has touched since. Everything is made beside `out` first; a file takes the place of its predecessor in one step,
    the manifest last.
    What else stands in a stack's folder, such as Terraform's own, stays. Stacks of earlier runs stay listed, unless
    these are to stand `alone`.
    """
    out = out.absolute()
    inputs = {out / "stacks" / stack_name(env) / STACK_FILE: combined_digest(repr(env)) for env in specs}
    made = dict(zip(inputs, specs, strict=True))
    if only_changed:
        listed = _listed(out / "manifest.json")
        current = {file for file in made if file.parent.name in listed and stack_is_current(file, inputs[file])}
        made = {file: env for file, env in made.items() if file not in current}
    if made:
        _make(list(made.values()), out, sources, judged=judged, alone=alone)
    for file in made:
        remember_stack(file, inputs[file])
    return list(inputs)


def _make(specs: Sequence[Spec], out: Path, sources: Sequence[SpecSource], *, judged: bool, alone: bool) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    _remove_stale_staging(out)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.{os.getpid()}.", dir=out.parent) as staging:
        parts: dict[Path, None] = {}
        faults: list[Finding] = []
        for env, part in synthesize_apps(specs, Path(staging), _load_controls if judged else lambda: None):
            parts[part] = None
            _lock(env, part / "stacks" / stack_name(env))
            if judged and env.compliance != "off":
                faults += _failing_controls(env, part / "stacks" / stack_name(env) / STACK_FILE, sources)
        warn(ordered(fault for fault in faults if fault.level == "warning"))
        if has_errors(faults):
            raise SpecError([fault for fault in faults if fault.level == "error"])
        publish(list(parts), out, alone=alone)


def _lock(spec: Spec, folder: Path) -> None:
    """Put the provider's lock file beside the stack."""
    lock = lock_for(constraint_of(spec))
    if lock is not None:
        (folder / LOCK_FILE).write_text(lock, encoding="utf-8")


def _failing_controls(spec: Spec, stack: Path, sources: Sequence[SpecSource]) -> list[Finding]:
    from generator.builders.stack import planned_pointers
    from generator.compliance.gate import failing_controls
    from generator.compliance.source_location import SourceLocator

    read = next((source.resolved for source in sources if source.spec is spec), None)
    return failing_controls(spec, stack.read_bytes(), SourceLocator(read, planned_pointers).locate if read else None)


def _load_controls() -> None:
    importlib.import_module("generator.compliance.gate")


def publish(parts: Sequence[Path], out: Path, *, alone: bool = False) -> list[Path]:
    """Move the synthesized stacks of some apps into place, the manifest last."""
    manifests = [json.loads((part / "manifest.json").read_text(encoding="utf-8")) for part in parts]
    published = [
        _moved(part / entry["workingDirectory"], out / entry["workingDirectory"])
        for part, manifest in zip(parts, manifests, strict=True)
        for entry in manifest["stacks"].values()
    ]
    listed = {} if alone else _still_there(out)
    for manifest in manifests:
        listed |= manifest["stacks"]
    _write(out / "manifest.json", {**manifests[-1], "stacks": dict(sorted(listed.items()))}, parts[-1])
    return published


def _moved(made: Path, folder: Path) -> Path:
    """The file of a stack that was moved to its folder, itself last."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(made.rglob("*")):
        target = folder / file.relative_to(made)
        if file.is_dir():
            target.mkdir(exist_ok=True)
        elif file.name == LOCK_FILE and target.exists():
            # Terraform's own by now: it may have been raised, or got digests of another mirror.
            continue
        elif file.name != STACK_FILE:
            file.replace(target)
    return (made / STACK_FILE).replace(folder / STACK_FILE)


def _still_there(out: Path) -> dict[str, Any]:
    """The stacks of earlier runs that the manifest lists and nobody has removed."""
    listed = _listed(out / "manifest.json")
    return {name: entry for name, entry in listed.items() if (out / "stacks" / name / STACK_FILE).is_file()}


def _listed(manifest: Path) -> dict[str, Any]:
    """The stacks that a manifest lists; none where it cannot be read."""
    try:
        stacks = json.loads(manifest.read_text(encoding="utf-8"))["stacks"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return stacks if isinstance(stacks, dict) else {}


def _write(path: Path, content: Mapping[str, Any], staging: Path) -> None:
    made = staging / "manifest.new.json"
    made.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    made.replace(path)


def _remove_stale_staging(out: Path) -> None:
    """Remove what a killed run has left beside `out`; the process id in its name tells whether it still runs."""
    for folder in out.parent.glob(f".{out.name}.*"):
        owner = folder.name.removeprefix(f".{out.name}.").partition(".")[0]
        if owner.isdigit() and not pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
