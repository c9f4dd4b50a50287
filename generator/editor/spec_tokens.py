"""Find the keys and values of a spec file by their position, with their path in the node tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.diagnostics.findings import Location, SpecError
from generator.diagnostics.spec_path import SpecPath
from generator.spec.load import load_text
from generator.spec.node import Node

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'')
# A plain scalar ends before a comment, a key's colon or, in a flow collection, its punctuation.
_PLAIN = re.compile(r"(?:[^\s:,#\[\]{}]|:(?=\S)|(?<=\S)#|[ \t]+(?=[^\s#:,\[\]{}]))+")


@dataclass(frozen=True, slots=True)
class Token:
    """A key or a scalar value in a file. Line and columns count characters from 1; `end` is the first that is after."""

    path: SpecPath
    node: Node
    line: int
    column: int
    end: int
    is_key: bool


def parse(text: str, file: str = "") -> Node | None:
    """Return the node tree of a text, or None where it is no YAML."""
    try:
        return load_text(text, file)
    except SpecError:
        return None


def tokens(text: str, root: Node) -> Iterator[Token]:
    """Yield every key and scalar value of a node tree that was parsed from the text."""
    lines = text.split("\n")
    yield from _tokens(lines, root, SpecPath())


def token_at(text: str, root: Node, line: int, column: int) -> Token | None:
    """Return the key or value that a position is in or right behind, or None."""
    found = [token for token in tokens(text, root) if token.line == line and token.column <= column <= token.end]
    return min(found, key=lambda token: token.end - token.column, default=None)


def end_of_word(text: str, location: Location) -> int:
    """Return the column after the word at a location: of a key, of a scalar, or of one character of anything else."""
    lines = text.split("\n")
    if not 0 < location.line <= len(lines):
        return location.column
    return _end(lines[location.line - 1], location.column)


def _tokens(lines: list[str], node: Node, at: SpecPath) -> Iterator[Token]:
    if node.key_location is not None and node.key_location != node.location:
        yield _token(lines, node, at, node.key_location, is_key=True)
    if isinstance(node.value, dict):
        for key, item in node.value.items():
            yield from _tokens(lines, item, at / key)
    elif isinstance(node.value, tuple):
        for index, item in enumerate(node.value):
            yield from _tokens(lines, item, at / index)
    elif node.location is not None:
        yield _token(lines, node, at, node.location, is_key=False)


def _token(lines: list[str], node: Node, at: SpecPath, where: Location, *, is_key: bool) -> Token:
    line = lines[where.line - 1] if where.line <= len(lines) else ""
    return Token(at, node, where.line, where.column, _end(line, where.column), is_key)


def _end(line: str, column: int) -> int:
    for form in (_QUOTED, _PLAIN):
        found = form.match(line, column - 1)
        if found:
            return found.end() + 1
    return min(column + 1, len(line) + 1)
