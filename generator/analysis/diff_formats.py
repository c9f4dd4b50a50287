"""Format differences for a terminal (text), a pull request (Markdown), and programs (JSON)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.analysis.diff import ABSENT, SpecChange
from generator.analysis.explain_formats import short
from generator.analysis.resource_diff import Action, ResourceChange, collapsed

SIGNS: dict[Action, str] = {"added": "+", "changed": "~", "replaced": "-/+", "unknown": "~?", "removed": "-"}
# As Terraform writes it where the successor is created before the predecessor goes.
CREATED_FIRST = "+/-"
MEANINGS: dict[Action, str] = {
    "added": "added",
    "changed": "changed in place",
    "replaced": "replaced",
    "unknown": "changed, in place or replaced: not known",
    "removed": "removed",
}


_FOLLOWERS = 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two specs by their titles, and what differs. `resources` is None where they were not compared."""

    before: str
    after: str
    spec: Sequence[SpecChange]
    resources: Sequence[ResourceChange] | None
    notes: Sequence[str] = ()


def as_text(found: Comparison) -> str:
    """Return every difference as text."""
    lines = [f"{found.before} -> {found.after}", *(f"note: {note}" for note in found.notes)]
    lines += [f"  {_line(change)}" for change in found.spec] or ["  the specs say the same"]
    if found.resources is not None:
        lines += [_summary(found.resources), *_resources(found.resources)]
    return "".join(f"{line}\n" for line in lines)


def as_markdown(found: Comparison) -> str:
    """Return every difference as Markdown."""
    lines = [f"### {found.before} → {found.after}", "", *(f"> {note}" for note in found.notes)]
    if found.spec:
        lines += ["", "| spec | before | after |", "| --- | --- | --- |"]
        lines += [f"| `{c.path}` | {_cell(c.before)} | {_cell(c.after)} |" for c in found.spec]
    else:
        lines += ["", "The specs say the same."]
    if found.resources is not None:
        rows = list(_resources(found.resources))
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
    """Return every difference as JSON."""
    plain = {"before": found.before, "after": found.after, "notes": list(found.notes)}
    spec = [
        {"path": str(c.path), "action": _action(c), "before": _none(c.before), "after": _none(c.after)}
        | {"beforeAt": str(c.before_at) if c.before_at else None, "afterAt": str(c.after_at) if c.after_at else None}
        for c in found.spec
    ]
    resources = None if found.resources is None else [_plain(change) for change in found.resources]
    return json.dumps({**plain, "spec": spec, "resources": resources}, indent=2, ensure_ascii=False) + "\n"


FORMATS = {"text": as_text, "markdown": as_markdown, "json": as_json}


def text_summary(found: Comparison) -> str:
    """Return the counts, and the resources that are removed or replaced."""
    return "".join(f"{line}\n" for line in (f"{found.before} -> {found.after}", *_summary_lines(found)))


def markdown_summary(found: Comparison) -> str:
    """Return the summary as Markdown."""
    lines = [f"### {found.before} → {found.after}", "", *(f"- {line.strip()}" for line in _summary_lines(found))]
    return "".join(f"{line}\n" for line in lines)


def json_summary(found: Comparison) -> str:
    """Return the summary as JSON."""
    counts = None if found.resources is None else _counts(found.resources)
    plain = {"before": found.before, "after": found.after, "spec": len(found.spec), "resources": counts}
    return json.dumps({**plain, "lost": _lost(found)}, indent=2, ensure_ascii=False) + "\n"


SUMMARIES = {"text": text_summary, "markdown": markdown_summary, "json": json_summary}


def _summary_lines(found: Comparison) -> Iterator[str]:
    yield f"  spec: {_counted(len(found.spec), 'place')} differ" if found.spec else "  spec: no change"
    if found.resources is not None:
        yield f"  {_summary(found.resources)}"
        yield from (f"  {_sign(change)} {change.address}" for change in found.resources if change in _gone(found))


def _lost(found: Comparison) -> list[str]:
    return [change.address for change in _gone(found)]


def _gone(found: Comparison) -> list[ResourceChange]:
    """The resources that are removed or replaced, without those that only follow from another."""
    return [one for one, _ in collapsed(found.resources or ()) if one.action in ("removed", "replaced")]


def _counted(count: int, word: str) -> str:
    return f"1 {word}" if count == 1 else f"{count} {word}s"


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


def _action(change: SpecChange) -> Action:
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
    listed = ", ".join(f"{count} {MEANINGS[action]}" for action, count in _counts(changes).items() if count)
    return f"resources: {listed or 'no change'}"


def _counts(changes: Sequence[ResourceChange]) -> dict[Action, int]:
    return {action: sum(change.action == action for change in changes) for action in MEANINGS}


def _resources(changes: Sequence[ResourceChange]) -> Iterator[str]:
    """Each change, with those that only follow from it in one line."""
    for change, followers in collapsed(changes):
        yield from _resource(change)
        if followers:
            shown = ", ".join(followers[:_FOLLOWERS]) + (", ..." if len(followers) > _FOLLOWERS else "")
            yield f"      and with it {len(followers)}: {shown}"


def _sign(change: ResourceChange) -> str:
    return CREATED_FIRST if change.created_first else SIGNS[change.action]


def _resource(change: ResourceChange) -> Iterator[str]:
    yield f"  {_sign(change)} {change.address}"
    for name, before, after in change.arguments:
        if name == "code":
            yield f"      {after}  {before}"
            continue
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
