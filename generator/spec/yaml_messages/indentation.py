"""Lines and entries that do not line up with the others."""

from __future__ import annotations

import re

from generator.spec.yaml_messages.failure import PAIR, Explanation, Failure, indentation_of

_LIST = "a list begins in the line below its key, or is written in brackets: [a, b]"


def first_key_indented(failure: Failure) -> Explanation:
    """A file whose first key has a space before it: all that follows then looks out of line."""
    first = next((n for n, text in enumerate(failure.lines, 1) if PAIR.match(text)), 0)
    pair = PAIR.match(failure.text(first))
    if not pair or not pair["indent"] or failure.here.startswith(" ") or first >= failure.line:
        return None
    return first, len(pair["indent"]) + 1, f"{pair['key']!r} is indented, what follows is not: begin it in column 1"


def too_deep(failure: Failure) -> Explanation:
    pair, (number, above) = PAIR.match(failure.here), failure.above()
    before = PAIR.match(above)
    if not pair or not before or "mapping values" not in failure.problem:
        return None
    column = len(before["indent"]) + len(before["dash"]) + 1
    found = len(pair["indent"]) + 1
    if found <= column or not before["value"].strip():
        return None
    message = f"{pair['key']!r} is indented deeper than {before['key']!r} in line {number}, which has its value already"
    return failure.line, found, f"{message}: begin it in column {column}"


def out_of_line(failure: Failure) -> Explanation:
    """A line whose indentation is that of no level above."""
    pair = PAIR.match(failure.here)
    if not pair or "expected" not in failure.problem:
        return None
    found = len(pair["indent"]) + 1
    columns = _columns_above(failure)
    before = PAIR.match(failure.above()[1])
    if "'-'" in failure.problem and before:
        column = len(before["indent"]) + len(before["dash"]) + 1
        entry = f"to belong to the entry above, begin it in column {column}"
        return failure.line, found, f"{pair['key']!r} stands where list entries begin: {entry}; a new entry needs '- '"
    if found in columns or not columns:
        return None
    near = sorted(columns, key=lambda column: (abs(column - found), column))[:2]
    fitting = " or ".join(str(column) for column in sorted(near))
    return (
        failure.line,
        found,
        f"{pair['key']!r} begins in column {found}, where no level above does: use column {fitting}",
    )


def _columns_above(failure: Failure) -> set[int]:
    columns: set[int] = set()
    least = 10_000
    for number in range(failure.line - 1, 0, -1):
        pair = PAIR.match(failure.text(number))
        if pair and len(pair["indent"]) < least:
            least = len(pair["indent"])
            columns |= {least + 1, least + len(pair["dash"]) + 1}
    return columns


def stray_dash(failure: Failure) -> Explanation:
    """An entry that does not line up with the others of its list."""
    if not re.match(r" *- ", failure.here):
        return None
    for number in range(failure.line - 1, 0, -1):
        if re.match(r" *- ", failure.text(number)):
            found, column = indentation_of(failure.here) + 1, indentation_of(failure.text(number)) + 1
            if found == column:
                return None
            where = f"the one in line {number} begins in column {column}"
            return failure.line, found, f"this entry begins in column {found}, {where}: line them up"
    return None


def dash_as_value(failure: Failure) -> Explanation:
    entry = re.match(r" *(?:- +)*[\w.-]+:\s+(?P<dash>- )", failure.here)
    if not entry:
        return None
    return failure.line, entry.start("dash") + 1, _LIST
