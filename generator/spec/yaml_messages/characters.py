"""Characters that YAML takes for something else: tabs, comment signs, markers of a merge conflict, anchors, blocks."""

from __future__ import annotations

import re

from generator.spec.yaml_messages.failure import KEY, Explanation, Failure


def conflict(failure: Failure) -> Explanation:
    for number, text in enumerate(failure.lines[: failure.line + 1], 1):
        if text.startswith(("<<<<<<< ", ">>>>>>> ")) or text.rstrip() == "=======":
            return number, 1, "a merge conflict stands here: keep one of its sides and take out the marker lines"
    return None


def tab(failure: Failure) -> Explanation:
    for number in dict.fromkeys((failure.line, *(failure.began or ())[:1], failure.above()[0])):
        text = failure.text(number)
        blank = text[: len(text) - len(text.lstrip())]
        if "\t" in blank:
            return number, blank.index("\t") + 1, "a tab is used to indent: YAML takes spaces only, two a level"
    return None


def slashes(failure: Failure) -> Explanation:
    for number in (failure.line, failure.line - 1):
        text = failure.text(number)
        if text.lstrip().startswith(("//", "/*")):
            return number, len(text) - len(text.lstrip()) + 1, "a comment begins with '#'"
    return None


def forbidden_start(failure: Failure) -> Explanation:
    if "cannot start any token" not in failure.problem and "directive" not in failure.problem:
        return None
    character = failure.here[failure.column - 1 : failure.column]
    if character == "\t":
        return failure.line, failure.column, "a tab stands here: YAML takes spaces only"
    if not character.strip():
        return None
    return failure.line, failure.column, f"a value cannot begin with {character!r}: put it in quotes"


def block_text(failure: Failure) -> Explanation:
    """`|` and `>`, whose text stands in the lines below, deeper than the key."""
    if "comment or line break" in failure.problem:
        return (
            failure.line,
            failure.column,
            "after '|' or '>' the text stands in the lines below: put it there or in quotes",
        )
    number, above = failure.above() if failure.began is None else failure.above(failure.began[0])
    block = re.match(rf" *(?:- +)*{KEY}:\s*[|>][-+0-9]*\s*$", above)
    if block and "expected" in failure.problem:
        return number + 1, 1, f"the text of {block['key']!r} in line {number} is indented deeper than its key"
    return None


def document(failure: Failure) -> Explanation:
    if "<document start>" not in failure.problem:
        return None
    number, above = failure.above()
    if not above.startswith(("...", "%")):
        return None
    return number, 1, f"a spec is one YAML document: take out the line {above.strip()[:20]!r}"


def star_or_ampersand(failure: Failure) -> Explanation:
    if "anchor" not in failure.problem and "alias" not in failure.problem:
        return None
    line, column = failure.began or (failure.line, failure.column)
    character = failure.text(line)[column - 1 : column]
    if character not in ("*", "&"):
        return None
    return line, column, f"a value that begins with {character!r} must stand in quotes: YAML takes it for a reference"
