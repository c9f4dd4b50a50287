"""Differences for a terminal, for a pull request, and for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.analysis.diff import ABSENT, SpecChange
from generator.analysis.explain_text import short
from generator.analysis.resource_diff import ResourceChange

SIGNS = {"added": "+", "changed": "~", "replaced": "-/+", "unknown": "~?", "removed": "-"}
# As Terraform writes it where the successor is created before the predecessor goes.
CREATED_FIRST = "+/-"
MEANINGS = {
    "added": "added",
    "changed": "changed in place",
    "replaced": "replaced",
    "unknown": "changed, in place or replaced: not known",
    "removed": "removed",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two specs by their titles, and what differs. `resources` is None where nobody has asked."""

    before: str
    after: str
    spec: Sequence[SpecChange]
    resources: Sequence[ResourceChange] | None
    notes: Sequence[str] = ()


def as_text(found: Comparison) -> str:
    lines = [f"{found.before} -> {found.after}", *(f"note: {note}" for note in found.notes)]
    lines += [f"  {_line(change)}" for change in found.spec] or ["  the specs say the same"]
    if found.resources is not None:
        lines += [_summary(found.resources), *(line for change in found.resources for line in _resource(change))]
    return "".join(f"{line}\n" for line in lines)


def as_markdown(found: Comparison) -> str:
    lines = [f"### {found.before} → {found.after}", "", *(f"> {note}" for note in found.notes)]
    if found.spec:
        lines += ["", "| spec | before | after |", "| --- | --- | --- |"]
        lines += [f"| `{c.path}` | {_cell(c.before)} | {_cell(c.after)} |" for c in found.spec]
    else:
        lines += ["", "The specs say the same."]
    if found.resources is not None:
        rows = [line for change in found.resources for line in _resource(change)]
        summary = _summary(found.resources)
        lines += [
            "",
            "<details>",
            f"<summary>{summary}</summary>",
            "",
            "```diff",
            *map(_as_diff, rows),
            "```",
            "</details>",
        ]
    return "".join(f"{line}\n" for line in lines)


def as_json(found: Comparison) -> str:
    plain = {"before": found.before, "after": found.after, "notes": list(found.notes)}
    spec = [
        {"path": str(c.path), "action": _action(c), "before": _none(c.before), "after": _none(c.after)}
        | {"beforeAt": str(c.before_at) if c.before_at else None, "afterAt": str(c.after_at) if c.after_at else None}
        for c in found.spec
    ]
    resources = None if found.resources is None else [_plain(change) for change in found.resources]
    return json.dumps({**plain, "spec": spec, "resources": resources}, indent=2, ensure_ascii=False) + "\n"


FORMATS = {"text": as_text, "markdown": as_markdown, "json": as_json}


def _plain(change: ResourceChange) -> dict[str, object]:
    arguments = [{"name": name, "before": _none(old), "after": _none(new)} for name, old, new in change.arguments]
    return {
        "address": change.address,
        "action": change.action,
        "arguments": arguments,
        "replacedBecauseOf": list(change.because),
        "changedBecauseOf": list(change.follows),
        "createdFirst": change.created_first,
        "advice": change.advice or None,
    }


def _action(change: SpecChange) -> str:
    return "added" if change.before == ABSENT else "removed" if change.after == ABSENT else "changed"


def _line(change: SpecChange) -> str:
    sign = SIGNS[_action(change)]
    if sign == "~":
        return f"~ {change.path}: {short(change.before, 60)} -> {short(change.after, 60)}{_at(change)}"
    return f"{sign} {change.path}: {short(change.after if sign == '+' else change.before)}{_at(change)}"


def _at(change: SpecChange) -> str:
    location = change.after_at or change.before_at
    return f"  ({location.file}:{location.line})" if location else ""


def _summary(changes: Sequence[ResourceChange]) -> str:
    counts = {action: sum(change.action == action for change in changes) for action in MEANINGS}
    told = ", ".join(f"{count} {MEANINGS[action]}" for action, count in counts.items() if count)
    return f"resources: {told or 'no change'}"


def _resource(change: ResourceChange) -> Iterator[str]:
    yield f"  {CREATED_FIRST if change.created_first else SIGNS[change.action]} {change.address}"
    for name, before, after in change.arguments:
        forces = "  # forces replacement" if re.split(r"[.\[]", name)[0] in change.because else ""
        if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > 120:
            yield f"      {name}: (long text changes){forces}"
        else:
            yield f"      {name}: {short(before, 60)} -> {short(after, 60)}{forces}"
    for reason in change.because:
        if " of " in reason:
            yield f"      {reason}  # a new one forces replacement"
    for reason in change.follows:
        yield f"      {reason}  # a new one"
    if change.advice:
        yield f"      ! {change.advice}"


def _as_diff(line: str) -> str:
    """A line that GitHub colours: what is added green, what goes or is replaced red, the rest orange."""
    sign, _, rest = line.strip().partition(" ")
    colours = {"+": "+", "-": "-", "-/+": "-", "+/-": "-", "~": "!", "~?": "!"}
    return (
        f"{colours[sign]} {sign if sign in ('-/+', '+/-', '~?') else ''}{rest}"
        if sign in colours
        else f"  {line.strip()}"
    )


def _cell(value: object) -> str:
    text = short(value, 80).replace("|", "\\|").replace("\n", " ").replace("`", "'")
    return "" if value == ABSENT else f"`{text}`"


def _none(value: object) -> object:
    return None if value == ABSENT else value
