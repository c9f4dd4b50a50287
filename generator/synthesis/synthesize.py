"""Synthesize environments: one app and one stack each, published only when everything has succeeded."""

from __future__ import annotations

import importlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from generator.aws.provider import constraint_of
from generator.aws.provider_lock import LOCK_FILE, lock_for
from generator.diagnostics.findings import Finding, SpecError, has_errors, ordered
from generator.planning.naming import stack_name
from generator.spec.resolve import Spec
from generator.synthesis.backends import synthesize_apps
from generator.synthesis.publish import MANIFEST, STACK_FILE, publish, stacks_in_manifest
from generator.system.processes import pid_exists
from generator.system.run_cache import combined_digest, remember_stack, stack_is_current
from generator.validation.environments import SpecSource, warn


def synthesize(
    specs: Sequence[Spec],
    out: Path,
    *,
    only_changed: bool = False,
    enforce_compliance: bool = True,
    sources: Sequence[SpecSource] = (),
    replace_manifest: bool = False,
) -> list[Path]:
    """Write the stacks of environments and accounts below `out` and return their files.

    `enforce_compliance`: where a spec says that its stack must comply and it does not, nothing is published.
    `sources`: the files of the environments, so that what does not comply is reported at its line.
    `only_changed` skips a stack that was synthesized from the same spec, code, archives and versions, and that nobody
    has changed since. Everything is written beside `out` first.
    What else is in a stack's folder, such as Terraform's own files, stays. The manifest keeps listing stacks of earlier
    runs, unless `replace_manifest`.
    """
    out = out.absolute()
    inputs = {out / "stacks" / stack_name(env) / STACK_FILE: combined_digest(repr(env)) for env in specs}
    outdated = dict(zip(inputs, specs, strict=True))
    if only_changed:
        listed = stacks_in_manifest(out / MANIFEST)
        current = {file for file in outdated if file.parent.name in listed and stack_is_current(file, inputs[file])}
        outdated = {file: env for file, env in outdated.items() if file not in current}
    if outdated:
        _synthesize_and_publish(
            list(outdated.values()),
            out,
            sources,
            enforce_compliance=enforce_compliance,
            replace_manifest=replace_manifest,
        )
    for file in outdated:
        remember_stack(file, inputs[file])
    return list(inputs)


def _synthesize_and_publish(
    specs: Sequence[Spec], out: Path, sources: Sequence[SpecSource], *, enforce_compliance: bool, replace_manifest: bool
) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    _remove_stale_staging(out)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.{os.getpid()}.", dir=out.parent) as staging:
        parts: dict[Path, None] = {}
        faults: list[Finding] = []
        for env, part in synthesize_apps(specs, Path(staging), _load_controls if enforce_compliance else lambda: None):
            parts[part] = None
            _write_lock_file(env, part / "stacks" / stack_name(env))
            if enforce_compliance and env.compliance != "off":
                faults += _failing_controls(env, part / "stacks" / stack_name(env) / STACK_FILE, sources)
        warn(ordered(fault for fault in faults if fault.level == "warning"))
        if has_errors(faults):
            raise SpecError([fault for fault in faults if fault.level == "error"])
        publish(list(parts), out, replace_manifest=replace_manifest)


def _write_lock_file(spec: Spec, folder: Path) -> None:
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


def _remove_stale_staging(out: Path) -> None:
    """Remove what a killed run has left beside `out`; its name holds the process id."""
    for folder in out.parent.glob(f".{out.name}.*"):
        owner = folder.name.removeprefix(f".{out.name}.").partition(".")[0]
        if owner.isdigit() and not pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
