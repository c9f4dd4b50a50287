"""Explain syntax errors of YAML in words that tell an author what to type.

The parser says what it expected where it gave up. The cause is often a line above, and has one of a few shapes: a
colon, a space, a comma or a quote that is missing, a tab, a line that is indented by one too many. Each function here
knows one shape; the first that recognizes its own speaks, and the parser's words are the last resort.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import yaml

_LIST = "a list begins in the line below its key, or is written in brackets: [a, b]"

Said = tuple[int, int, str] | None
"""Line and column, counted from 1, and the message."""

# What YAML takes for the end of a line.
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_KEY = r"(?P<key>[\w.-]+|\"[^\"]*\"|'[^']*')"
_PAIR = re.compile(rf"(?P<indent> *)(?P<dash>(?:- +)*){_KEY}\s*:(?: |$)(?P<value>.*)")
_NO_SPACE = re.compile(rf"(?P<indent> *)(?P<dash>(?:- +)*){_KEY}:(?P<value>[^\s/].*)")
_BARE_KEY = re.compile(r"(?P<indent> *)(?P<dash>(?:- +)*)(?P<key>[A-Za-z][\w-]*)\s*(?:#.*)?$")
_EQUALS = re.compile(r" *(?:- +)*(?P<key>[A-Za-z][\w-]*)\s*=\s*(?P<value>\S.*)")


@dataclass(frozen=True)
class _Failure:
    """Where the parser gave up, line and column counted from 1, and where what it was reading began."""

    lines: list[str]
    line: int
    column: int
    problem: str
    began: tuple[int, int] | None

    @property
    def here(self) -> str:
        return self.text(self.line)

    def text(self, line: int) -> str:
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    def above(self, line: int | None = None) -> tuple[int, str]:
        """Return number and text of the nearest line above that is neither empty nor a comment."""
        for number in range((line or self.line) - 1, 0, -1):
            stripped = self.text(number).strip()
            if stripped and not stripped.startswith("#"):
                return number, self.text(number)
        return 0, ""


def explain(text: str, error: yaml.MarkedYAMLError) -> tuple[int, int, str]:
    """Return line, column and message for what the parser refused."""
    location = error.problem_mark or error.context_mark
    line, column = (location.line + 1, location.column + 1) if location else (1, 1)
    began = (error.context_mark.line + 1, error.context_mark.column + 1) if error.context_mark else None
    problem = str(error.problem or error.context or "it cannot be read")
    failure = _Failure(_BREAK.split(text), line, column, f"{error.context or ''} {problem}", began)
    for shape in _SHAPES:
        found = shape(failure)
        if found is not None:
            return found
    return line, column, f"not valid YAML: {problem}"


def _tab(failure: _Failure) -> Said:
    for number in dict.fromkeys((failure.line, *(failure.began or ())[:1], failure.above()[0])):
        text = failure.text(number)
        blank = text[: len(text) - len(text.lstrip())]
        if "\t" in blank:
            return number, blank.index("\t") + 1, "a tab is used to indent: YAML takes spaces only, two a level"
    return None


def _conflict(failure: _Failure) -> Said:
    for number, text in enumerate(failure.lines[: failure.line + 1], 1):
        if text.startswith(("<<<<<<< ", ">>>>>>> ")) or text.rstrip() == "=======":
            return number, 1, "a merge conflict stands here: keep one of its sides and take out the marker lines"
    return None


def _first_key_indented(failure: _Failure) -> Said:
    """A file whose first key has a space before it: all that follows then looks out of line."""
    first = next((n for n, text in enumerate(failure.lines, 1) if _PAIR.match(text)), 0)
    pair = _PAIR.match(failure.text(first))
    if not pair or not pair["indent"] or failure.here.startswith(" ") or first >= failure.line:
        return None
    return first, len(pair["indent"]) + 1, f"{pair['key']!r} is indented, what follows is not: begin it in column 1"


def _slashes(failure: _Failure) -> Said:
    for number in (failure.line, failure.line - 1):
        text = failure.text(number)
        if text.lstrip().startswith(("//", "/*")):
            return number, len(text) - len(text.lstrip()) + 1, "a comment begins with '#'"
    return None


def _forbidden_start(failure: _Failure) -> Said:
    if "cannot start any token" not in failure.problem and "directive" not in failure.problem:
        return None
    character = failure.here[failure.column - 1 : failure.column]
    if character == "\t":
        return failure.line, failure.column, "a tab stands here: YAML takes spaces only"
    if not character.strip():
        return None
    return failure.line, failure.column, f"a value cannot begin with {character!r}: put it in quotes"


def _block_text(failure: _Failure) -> Said:
    """`|` and `>`, whose text stands in the lines below, deeper than the key."""
    if "comment or line break" in failure.problem:
        return (
            failure.line,
            failure.column,
            "after '|' or '>' the text stands in the lines below: put it there or in quotes",
        )
    number, above = failure.above() if failure.began is None else failure.above(failure.began[0])
    block = re.match(rf" *(?:- +)*{_KEY}:\s*[|>][-+0-9]*\s*$", above)
    if block and "expected" in failure.problem:
        return number + 1, 1, f"the text of {block['key']!r} in line {number} is indented deeper than its key"
    return None


def _document(failure: _Failure) -> Said:
    if "<document start>" not in failure.problem:
        return None
    number, above = failure.above()
    if not above.startswith(("...", "%")):
        return None
    return number, 1, f"a spec is one YAML document: take out the line {above.strip()[:20]!r}"


def _star_or_ampersand(failure: _Failure) -> Said:
    if "anchor" not in failure.problem and "alias" not in failure.problem:
        return None
    line, column = failure.began or (failure.line, failure.column)
    character = failure.text(line)[column - 1 : column]
    if character not in ("*", "&"):
        return None
    return line, column, f"a value that begins with {character!r} must stand in quotes: YAML takes it for a reference"


def _open_quote(failure: _Failure) -> Said:
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


def _text_after_quote(failure: _Failure) -> Said:
    """`name: "a" b`, or an inner quote that ends the text too early."""
    value = re.match(r""" *(?:- +)*[\w.-]+:\s+(?P<value>(?P<quote>["']).*?(?P=quote))\s*[^\s#,}\]]""", failure.here)
    if not value or "expected" not in failure.problem:
        return None
    quote = value.group("quote")
    other = "'" if quote == '"' else '"'
    message = f"the text ends at this {quote}, but the line goes on: close it at the end"
    return failure.line, value.end("value"), f"{message}, and use {other} around a text that holds {quote}"


def _open_bracket(failure: _Failure) -> Said:
    if "flow" not in failure.problem or not failure.began:
        return None
    line, column = failure.began
    opening = failure.text(line)[column - 1 : column]
    never = f"{opening!r} is opened here and never closed"
    closing = {"[": "]", "{": "}"}.get(opening)
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
    inside = failure.here.strip() and _indent(failure.here) > _indent(failure.text(line)) and number >= line
    if inside and not above.rstrip().endswith((",", "[", "{")):
        return number, len(above.rstrip()) + 1, f"a comma is missing at the end of this line, inside {opening!r}"
    return line, column, f"{never}: add {closing!r}"


def _bracket_too_many(failure: _Failure) -> Said:
    text = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", lambda quoted: " " * len(quoted.group()), failure.here)
    for number, line in ((failure.line, text), (failure.above()[0], failure.above()[1])):
        depth = 0
        for column, character in enumerate(line, 1):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(character, 0)
            if depth < 0:
                return number, column, f"{character!r} closes nothing here: take it out, or open it before"
    return None


def _ends_here(failure: _Failure) -> bool:
    return not failure.here[failure.column - 1 :].strip()


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _no_space(failure: _Failure) -> Said:
    for number in dict.fromkeys((*(failure.began or ())[:1], failure.above()[0], failure.line)):
        pair = _NO_SPACE.match(failure.text(number))
        if pair and not _PAIR.match(failure.text(number)):
            column = pair.end("key") + 1
            return number, column, f"a space is missing after the colon: write '{pair['key']}: {pair['value'][:40]}'"
    return None


def _equals(failure: _Failure) -> Said:
    for number in dict.fromkeys((failure.above()[0], failure.line)):
        pair = _EQUALS.match(failure.text(number))
        if pair and ":" not in pair["key"] and not _PAIR.match(failure.text(number)):
            message = f"a key and its value are joined by a colon: write '{pair['key']}: {pair['value'][:40]}'"
            return number, pair.start("key") + 1, message
    return None


def _no_colon(failure: _Failure) -> Said:
    for number in dict.fromkeys((*(failure.began or ())[:1], failure.above()[0], failure.line)):
        bare = _BARE_KEY.match(failure.text(number))
        before = re.match(r"( *)- [^:]*$", failure.text(number - 1))
        if bare and before and before[1] == bare["indent"] and not bare["dash"]:
            return number, len(before[1]) + 1, f"a dash is missing before {bare['key']!r}: write '- {bare['key']}'"
        if bare:
            return number, bare.end("key") + 1, f"a colon is missing after {bare['key']!r}: write '{bare['key']}:'"
    for number in dict.fromkeys((*(failure.began or ())[:1], failure.line)):
        text = failure.text(number)
        words = re.match(r" *(?:- +)*(?P<key>[A-Za-z][\w-]*) +(?P<value>[^:=]+)$", text)
        if words and "expected ':'" in failure.problem:
            column = words.end("key") + 1
            return (
                number,
                column,
                f"a colon is missing after {words['key']!r}: write '{words['key']}: {words['value']}'",
            )
    return None


def _colon_in_value(failure: _Failure) -> Said:
    pair = _PAIR.match(failure.here)
    if not pair or "mapping values" not in failure.problem:
        return None
    value = pair["value"].strip()
    if ": " not in value and not value.endswith(":"):
        return None
    column = failure.here.index(value, pair.end("key")) + 1
    return failure.line, column, f"a text that holds ': ' must stand in quotes: {pair['key']}: \"{value[:60]}\""


def _too_deep(failure: _Failure) -> Said:
    pair, (number, above) = _PAIR.match(failure.here), failure.above()
    before = _PAIR.match(above)
    if not pair or not before or "mapping values" not in failure.problem:
        return None
    column = len(before["indent"]) + len(before["dash"]) + 1
    found = len(pair["indent"]) + 1
    if found <= column or not before["value"].strip():
        return None
    message = f"{pair['key']!r} is indented deeper than {before['key']!r} in line {number}, which has its value already"
    return failure.line, found, f"{message}: begin it in column {column}"


def _out_of_line(failure: _Failure) -> Said:
    """A line whose indentation is that of no level above."""
    pair = _PAIR.match(failure.here)
    if not pair or "expected" not in failure.problem:
        return None
    found = len(pair["indent"]) + 1
    columns = _columns_above(failure)
    before = _PAIR.match(failure.above()[1])
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


def _columns_above(failure: _Failure) -> set[int]:
    columns: set[int] = set()
    least = 10_000
    for number in range(failure.line - 1, 0, -1):
        pair = _PAIR.match(failure.text(number))
        if pair and len(pair["indent"]) < least:
            least = len(pair["indent"])
            columns |= {least + 1, least + len(pair["dash"]) + 1}
    return columns


def _stray_dash(failure: _Failure) -> Said:
    """An entry that does not line up with the others of its list."""
    if not re.match(r" *- ", failure.here):
        return None
    for number in range(failure.line - 1, 0, -1):
        if re.match(r" *- ", failure.text(number)):
            found, column = _indent(failure.here) + 1, _indent(failure.text(number)) + 1
            if found == column:
                return None
            where = f"the one in line {number} begins in column {column}"
            return failure.line, found, f"this entry begins in column {found}, {where}: line them up"
    return None


def _dash_as_value(failure: _Failure) -> Said:
    entry = re.match(r" *(?:- +)*[\w.-]+:\s+(?P<dash>- )", failure.here)
    if not entry:
        return None
    return failure.line, entry.start("dash") + 1, _LIST


_SHAPES: tuple[Callable[[_Failure], Said], ...] = (
    _conflict,
    _tab,
    _slashes,
    _forbidden_start,
    _block_text,
    _document,
    _star_or_ampersand,
    _open_quote,
    _text_after_quote,
    _open_bracket,
    _bracket_too_many,
    _dash_as_value,
    _stray_dash,
    _equals,
    _no_space,
    _colon_in_value,
    _no_colon,
    _too_deep,
    _first_key_indented,
    _out_of_line,
)
