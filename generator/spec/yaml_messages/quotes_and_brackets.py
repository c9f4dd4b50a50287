"""Quotes and brackets that are not closed, or not opened, and commas between."""

from __future__ import annotations

import re

from generator.spec.yaml_messages.failure import Explanation, Failure, indentation_of


def open_quote(failure: Failure) -> Explanation:
    if "quoted scalar" in failure.problem and failure.began:
        quote = failure.text(failure.began[0])[failure.began[1] - 1 : failure.began[1]] or '"'
        if "escape" in failure.problem:
            return (
                failure.line,
                failure.column,
                ('not an escape that YAML knows: in "..." write each backslash twice, or use single quotes'),
            )
        return (*failure.began, f"the text that begins here is never closed: add a {quote} at its end")
    if "expected" not in failure.problem:
        return None
    for number in range(1, failure.line + 1):
        opened = _unclosed(failure.text(number))
        if opened:
            quote = failure.text(number)[opened - 1]
            return number, opened, f"the text that begins here is never closed: add a {quote} at its end"
    return None


def _unclosed(text: str) -> int:
    """The column of a quote that opens a value of a line and is not closed in it; 0 where there is none."""
    begin = re.match(r""" *(?:- +)*(?:[\w.-]+:\s+)?(?P<quote>["'])""", text)
    if not begin:
        return 0
    quote, rest = begin.group("quote"), text[begin.end() :]
    return 0 if quote in rest else begin.end()


def text_after_quote(failure: Failure) -> Explanation:
    """`name: "a" b`, or an inner quote that ends the text too early."""
    value = re.match(r""" *(?:- +)*[\w.-]+:\s+(?P<value>(?P<quote>["']).*?(?P=quote))\s*[^\s#,}\]]""", failure.here)
    if not value or "expected" not in failure.problem:
        return None
    quote = value.group("quote")
    other = "'" if quote == '"' else '"'
    message = f"the text ends at this {quote}, but the line goes on: close it at the end"
    return failure.line, value.end("value"), f"{message}, and use {other} around a text that holds {quote}"


def open_bracket(failure: Failure) -> Explanation:
    if "flow" not in failure.problem or not failure.began:
        return None
    line, column = failure.began
    opening = failure.text(line)[column - 1 : column]
    never = f"{opening!r} is opened here and never closed"
    closing = _CLOSING.get(opening)
    if closing is None:
        return None
    same_line = failure.line == line and not _ends_here(failure)
    if same_line and failure.here[failure.column - 1 : failure.column] in ("]", "}"):
        found = failure.here[failure.column - 1]
        return failure.line, failure.column, f"{opening!r} is closed by {found!r} here: write {closing!r}"
    if same_line:
        before = failure.here[: failure.column - 1].rstrip()
        words = before.rsplit(None, 1)
        word = words[-1].strip(":,")[-40:] if words else ""
        return line, failure.column, f"a comma is missing in {opening}...{closing} around {word!r}"
    number, above = failure.above()
    inside = (
        failure.here.strip() and indentation_of(failure.here) > indentation_of(failure.text(line)) and number >= line
    )
    if inside and not above.rstrip().endswith((",", "[", "{")):
        return number, len(above.rstrip()) + 1, f"a comma is missing at the end of this line, inside {opening!r}"
    return line, column, f"{never}: add {closing!r}"


def bracket_left_open(failure: Failure) -> Explanation:
    """A bracket that is opened and followed by what can only come after its end, or by nothing."""
    if "flow" not in failure.problem:
        return None
    opened: list[tuple[int, int, str]] = []
    if failure.here[failure.column - 1 : failure.column] == ",":
        return failure.line, failure.column, "a value is missing before this comma: add it, or take the comma out"
    for number, line in enumerate(failure.lines, 1):
        for column, character in enumerate(_without_texts(line), 1):
            if character in "[{":
                opened.append((number, column, character))
            elif character in "]}" and opened:
                opened.pop()
    if not opened:
        return None
    at_line, at_column, opening = opened[-1]
    return at_line, at_column, f"{opening!r} is opened here and never closed: add {_CLOSING[opening]!r}"


def _without_texts(line: str) -> str:
    """A line with blanks for what is in quotes or a comment."""
    return re.sub(r"\"[^\"]*\"|'[^']*'|(?:^|(?<=\s))#.*", lambda quoted: " " * len(quoted.group()), line)


_CLOSING = {"[": "]", "{": "}"}


def bracket_too_many(failure: Failure) -> Explanation:
    text = _without_texts(failure.here)
    for number, line in ((failure.line, text), (failure.above()[0], failure.above()[1])):
        depth = 0
        for column, character in enumerate(line, 1):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(character, 0)
            if depth < 0:
                return number, column, f"{character!r} closes nothing here: take it out, or open it before"
    return None


def _ends_here(failure: Failure) -> bool:
    return not failure.here[failure.column - 1 :].strip()
