"""Build the report of an environment from the bytes of its stack, and from nothing else that synthesis knows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from generator import __version__
from generator.compliance.judge import Exemption
from generator.compliance.report.model import Report, SpecFile, SpecLocation, no_location
from generator.compliance.source_location import SourceLocation
from generator.diagnostics.usage_error import UsageError
from generator.planning.naming import stack_name, stack_suffix
from generator.spec.resolve import Spec
from generator.validation.waivers import control_id


def build_report(
    env: Spec,
    stack: bytes,
    day: str,
    files: Sequence[str] = (),
    locate: Callable[[str], SourceLocation] | None = None,
) -> Report:
    """Return the report over a stack's Terraform JSON.

    `day`: the date of the report, by which waivers expire. `files`: the spec files that the report names with their
    digests. `locate`: finds the part of the spec behind an address. Raises UsageError where the JSON is no stack.
    """
    return Report(
        environment=stack_suffix(env),
        stack=stack_name(env),
        digest=sha256(stack).hexdigest(),
        tool=__version__,
        day=day,
        specs=tuple(SpecFile(_display_path(file), sha256(Path(file).read_bytes()).hexdigest()) for file in files),
        exemptions=_exemptions(env),
        document=_document(stack),
        spec_location=(lambda address: spec_location(locate(address))) if locate else no_location,
    )


def spec_location(source: SourceLocation) -> SpecLocation:
    """Return a location as a report shows it: with a path that does not name the machine's folders."""
    place = SpecLocation(source.path, source.role, source.is_default)
    at = source.location
    return replace(place, file=_display_path(at.file), line=at.line, column=at.column) if at else place


def _exemptions(env: Spec) -> tuple[Exemption, ...]:
    return tuple(
        Exemption(waiver.name, control_id(waiver.control), waiver.address, waiver.reason, waiver.expires)
        for waiver in env.waivers
        if waiver.control is not None
    )


def _document(stack: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(stack)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the stack is no JSON: {error}") from error
    if not _is_stack(document):
        raise UsageError("the stack is no Terraform JSON: 'resource' and 'data' hold types, these names, these bodies")
    checked: Mapping[str, Any] = document
    return checked


def _is_stack(document: object) -> bool:
    if not isinstance(document, dict):
        return False
    types = [document.get(key, {}) for key in ("resource", "data")]
    if not all(isinstance(named, dict) for named in types):
        return False
    names = [bodies for named in types for bodies in named.values()]
    return all(isinstance(bodies, dict) and all(isinstance(body, dict) for body in bodies.values()) for bodies in names)


def _display_path(file: str) -> str:
    """The path below the working folder: a report does not contain paths of a machine."""
    path = Path(file)
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.name
