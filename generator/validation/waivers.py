"""Apply waivers: suppressions of findings, each with a reason and an expiry date.

A warning can be waived, and so can an error of a rule that is the house's and not AWS's (`WAIVABLE` in its module).
What the schema or AWS refuses cannot: the stack would fail. Waivers of controls are for the compliance report; here
they are only checked themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from generator.diagnostics.findings import CONTROLS_REFERENCE, Finding, Fix, Location, unknown_name
from generator.spec.model.waivers import Waiver


def apply(findings: Iterable[Finding], waivers: Sequence[Waiver], day: str) -> list[Finding]:
    """Return the findings, those that are waived at the level "waived", and those about the waivers themselves."""
    if not waivers:
        return list(findings)
    known = list(findings)
    holding = [waiver for waiver in waivers if waiver.finding and waiver.is_active_on(day) and _is_day(waiver.expires)]
    judged = [_waived(finding, holding) for finding in known]
    return [*judged, *(fault for waiver in waivers for fault in _faults(waiver, known, day))]


def control_id(written: str) -> str:
    """Return the id of a control, also for its former one without `C-`, which is accepted until 0.2."""
    return f"C-{written}" if re.fullmatch(r"[A-Z]{3}\d{3}", written) else written


@cache
def control_ids() -> tuple[str, ...]:
    """Return the ids of all controls. `make reference` writes them down, since no rule knows the controls."""
    return tuple(Path(__file__).with_name("control_ids.txt").read_text(encoding="utf-8").split())


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Return whether the waiver is about this finding. A path covers itself and all that lies below it."""
    if waiver.finding != finding.code:
        return False
    path = waiver.path
    return path is None or any(where == path or where.startswith((f"{path}.", f"{path}[")) for where in _paths(finding))


def _paths(finding: Finding) -> tuple[str, str]:
    return finding.display_path, str(finding.pointer)


def _waived(finding: Finding, holding: Sequence[Waiver]) -> Finding:
    for waiver in holding:
        if covers(waiver, finding) and _waivable(finding):
            note = f"{finding.note} (waived until {waiver.expires}: {waiver.reason})"
            return replace(finding, level="waived", note=note)
    return finding


def _waivable(finding: Finding) -> bool:
    return finding.level == "warning" or finding.code in _house_rules()


def _house_rules() -> frozenset[str]:
    from generator.rules import RULES

    return frozenset(rule.CODE for rule in RULES if getattr(rule, "WAIVABLE", False))


def _faults(waiver: Waiver, findings: Sequence[Finding], day: str) -> Iterator[Finding]:
    if (waiver.finding is None) is (waiver.control is None):
        yield _fault("WAI001", waiver, "name", "a waiver is for one 'finding' or one 'control': give one of the two")
    elif waiver.path is not None and waiver.finding is None:
        yield _fault("WAI001", waiver, "path", "a path goes with a 'finding': a control has an 'address'")
    elif waiver.address is not None and waiver.control is None:
        yield _fault("WAI001", waiver, "address", "an address goes with a 'control': a finding has a 'path'")
    elif not _is_day(waiver.expires):
        yield _fault("WAI002", waiver, "expires", f"{waiver.expires} is no day of the calendar: give another one")
    elif not waiver.is_active_on(day):
        what = waiver.finding or waiver.control
        remedy = f"fix what {what} reports, or have the waiver renewed with a new date"
        yield _fault("WAI002", waiver, "expires", f"waiver {waiver.name!r} expired on {waiver.expires}: {remedy}")
    elif waiver.finding is not None:
        yield from _faults_of_match(waiver, waiver.finding, findings)
    elif waiver.control is not None:
        yield from _faults_of_control(waiver, waiver.control)


def _faults_of_control(waiver: Waiver, written: str) -> Iterator[Finding]:
    new = control_id(written)
    if new not in control_ids():
        remedy = f": {CONTROLS_REFERENCE} describes them all"
        problem = f"there is no control {written!r}"
        yield unknown_name("WAI003", waiver.pointer / "control", problem, written, control_ids(), remedy)
    elif new != written:
        problem = f"{written} is the former id of control {new}, accepted until 0.2: write {new}"
        fix = Fix(Location(""), written, new)
        yield replace(_fault("WAI006", waiver, "control", problem), level="warning", fix=fix)


def _faults_of_match(waiver: Waiver, code: str, findings: Sequence[Finding]) -> Iterator[Finding]:
    from generator.rules import RULES

    codes = [rule.CODE for rule in RULES]
    covered = [finding for finding in findings if covers(waiver, finding)]
    if code not in codes and not covered:
        problem, remedy = (
            f"there is no finding {code!r} that can be waived",
            ": 'payinfra validate --list-rules' lists them",
        )
        yield unknown_name("WAI003", waiver.pointer / "finding", problem, code, codes, remedy)
    elif any(not _waivable(finding) for finding in covered):
        remedy = "fix it instead, and take the waiver out"
        yield _fault(
            "WAI004", waiver, "finding", f"{code} cannot be waived, because AWS refuses such a stack: {remedy}"
        )
    elif not covered:
        where = f" at {waiver.path}" if waiver.path else ""
        message = f"waiver {waiver.name!r} matches nothing: there is no {code}{where}: take it out"
        yield replace(_fault("WAI005", waiver, "path" if waiver.path else "finding", message), level="warning")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _fault(code: str, waiver: Waiver, key: str, message: str) -> Finding:
    return Finding(code, waiver.pointer / key, message)
