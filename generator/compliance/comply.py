"""Compliance of environments: their stacks are synthesized, and what is made of them is judged.

The spec decides what failing controls do to `synth` (`compliance: off, warn or enforce`), and brings the waivers. What
is judged is the Terraform JSON alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from generator import __version__
from generator.compliance.judge import Exemption
from generator.compliance.report.model import Place, Report, SpecFile, nowhere
from generator.compliance.report.text import failures
from generator.compliance.source_location import COMPLIANCE, SourceLocation, SourceLocator
from generator.diagnostics.findings import Finding, Level
from generator.spec.model import Environment
from generator.spec.resolve import Resolved
from generator.synthesis.backends import stack_name
from generator.synthesis.synthesize import synthesize
from generator.system.clock import utc_date
from generator.validation.spec_selection import SelectionError


def write_report(
    resolved: Resolved, *, form: str, out: Path | None = None, day: str | None = None, stack: Path | None = None
) -> bool:
    """Print or write the report of an environment. True where no control fails.

    `day`: the date of the report, by which waivers expire. `stack`: judge this file, not a stack made anew.
    """
    from generator.compliance.report.forms import FORMATS

    report = report_of(resolved, day or utc_date(), stack)
    text = FORMATS[form](report)
    if out is None:
        _print(text)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    return not report.failed


def _print(text: str) -> None:
    """Print a long text. Node.js leaves the pipe that it shares with us non-blocking, which would cut the text off."""
    with contextlib.suppress(OSError, ValueError):
        os.set_blocking(sys.stdout.fileno(), True)
    sys.stdout.write(text)
    sys.stdout.flush()


def report_of(resolved: Resolved, day: str, stack: Path | None = None) -> Report:
    """The report of an environment, over a stack made for it or over a file: what made that, no spec tells for sure."""
    env = resolved.environment
    locator = SourceLocator(resolved)
    place_of = nowhere if stack else lambda address: _place(locator.locate(address))
    return _report(env, _content(env, stack), day, resolved.files, place_of)


@dataclass(frozen=True, slots=True)
class Failure(Finding):
    """A failing control. Its id is that of a control: a rule over specs may have the same one."""

    @property
    def reference(self) -> str:
        return "docs/compliance.md#in-a-spec"


def failing_controls(env: Environment, stack: Path, source: Callable[[], Resolved] | None = None) -> list[Finding]:
    """The failing controls of an environment's stack before it is published: errors where its spec enforces them.

    `source` gives the lines of the environment, where each is told; it is asked only when something fails.
    """
    level: Level = "error" if env.compliance == "enforce" else "warning"
    report = _report(env, stack.read_bytes(), utc_date(), (), nowhere)
    locator = SourceLocator(source()) if source and report.failed else None
    return [_fault(report.stack, code, address, said, level, locator) for code, address, said in failures(report)]


def _fault(stack: str, code: str, address: str, said: str, level: Level, locator: SourceLocator | None) -> Finding:
    told = [f"{stack}: {said}"]
    waive = f"docs/compliance.md tells how to waive control {code}"
    if locator is None:
        return Failure(code, COMPLIANCE, "; ".join([*told, waive]), level)
    location = locator.locate(address)
    if location.role:
        told.append(f"{'the resource is' if location.role == 'creates' else 'it'} {_place(location).says}")
    if location.command:
        told.append(
            f"'{location.command}' tells {'what that is' if location.role == 'would create' else 'all that shapes it'}"
        )
    return Failure(code, location.pointer, "; ".join([*told, waive]), level, location.location, location.path)


def _place(source: SourceLocation) -> Place:
    place = Place(source.path, source.role, source.is_default)
    at = source.location
    return replace(place, file=_shown(at.file), line=at.line, column=at.column) if at else place


def _content(env: Environment, stack: Path | None) -> bytes:
    if stack is not None:
        try:
            return stack.read_bytes()
        except OSError as error:
            raise SelectionError(f"cannot read {stack}: {error.strerror}") from error
    with tempfile.TemporaryDirectory() as folder:
        (file,) = synthesize([env], Path(folder) / "cdktf.out", judged=False)
        return file.read_bytes()


def _report(
    env: Environment, content: bytes, day: str, files: Sequence[str], place_of: Callable[[str], Place | None]
) -> Report:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SelectionError(f"the stack is no JSON: {error}") from error
    if not _is_stack(document):
        raise SelectionError(
            "the stack is no Terraform JSON: 'resource' and 'data' hold types, these names, these bodies"
        )
    return Report(
        environment=env.environment_suffix,
        stack=stack_name(env),
        digest=sha256(content).hexdigest(),
        tool=__version__,
        day=day,
        specs=tuple(SpecFile(_shown(file), sha256(Path(file).read_bytes()).hexdigest()) for file in files),
        exemptions=tuple(
            Exemption(waiver.name, waiver.control, waiver.address, waiver.reason, waiver.expires)
            for waiver in env.waivers
            if waiver.control is not None
        ),
        document=document,
        place_of=place_of,
    )


def _is_stack(document: object) -> bool:
    if not isinstance(document, dict):
        return False
    types = [document.get(key, {}) for key in ("resource", "data")]
    if not all(isinstance(named, dict) for named in types):
        return False
    names = [bodies for named in types for bodies in named.values()]
    return all(isinstance(bodies, dict) and all(isinstance(body, dict) for body in bodies.values()) for bodies in names)


def _shown(file: str) -> str:
    """A path as it is below the working folder: a report must not tell where that is on a machine."""
    path = Path(file)
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.name
