"""Load YAML safely: no tags, no duplicate keys, no alias bombs; every value with its line and column.

The tree is built from parser events in one pass that keeps its own stack, so that no input can exhaust Python's,
and scalars follow the core schema of YAML 1.2 as editors do: `no` is a text and `12:30` is one, too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from generator.diagnostics.findings import Finding, Location, SpecError
from generator.diagnostics.spec_path import SpecPath
from generator.spec.fragments import MERGE_KEY, joined_pairs, with_merge_key, written
from generator.spec.limits import MAX_BYTES, MAX_DEPTH, MAX_NODES
from generator.spec.node import Node, Scalar
from generator.spec.unsaved import text_of
from generator.system.recorded_inputs import is_broken, is_file, read_bytes

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]{1,30}|0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_WORDS: Mapping[str, Scalar] = {"": None, "~": None} | {
    form: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for form in (word, word.capitalize(), word.upper())
}


def load_file(path: Path, shown: str | None = None, faults: list[Finding] | None = None) -> Node:
    """Load the node tree of a YAML file, called `shown` in findings. Raises SpecError for whatever is wrong with it.

    What leaves the rest of the file readable, such as a key that is given twice, is added to `faults` where there is
    such a list.
    """
    file = shown or str(path)
    unsaved = text_of(path)
    if unsaved is not None:
        return load_text(unsaved, file, faults)
    try:
        if path.stat().st_size > MAX_BYTES:
            is_file(path)
            raise _fault("YML002", f"file is larger than {MAX_BYTES:,} bytes", Location(file))
        raw = read_bytes(path)
        text = raw.decode("utf-8")
    except OSError as error:
        why = _broken_link(path) if is_broken(path) else error.strerror or str(error)
        raise _fault("YML001", f"cannot read the file: {why}", Location(file)) from error
    except UnicodeDecodeError as error:
        raise _not_utf8(raw, error.start, file) from error
    return load_text(text, file, faults)


def _broken_link(path: Path) -> str:
    target = os.fsencode(path.readlink()).decode(errors="backslashreplace")
    return f"it is a link to {target!r}, which leads to no file: mend the link, or take it out"


def _not_utf8(raw: bytes, at: int, file: str) -> SpecError:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _fault("YML003", "not UTF-8 text but UTF-16: save the file as UTF-8", Location(file))
    before = raw[:at]
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    message = f"not UTF-8 text: byte 0x{raw[at]:02x} cannot be decoded: save the file as UTF-8"
    return _fault("YML003", message, Location(file, before.count(b"\n") + 1, column))


def load_text(text: str, file: str, faults: list[Finding] | None = None) -> Node:
    """Load the node tree of YAML text, as `load_file` does. An empty text is an empty map. Raises SpecError."""
    composer = _Composer(file)
    try:
        node = composer.compose(text)
    except yaml.MarkedYAMLError as error:
        from generator.spec.yaml_messages import explain

        line, column, message = explain(text, error)
        raise _fault("YML003", message, Location(file, line, column)) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        at = Location(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        character = text[error.position : error.position + 1]
        raise _fault("YML003", f"control characters are not allowed: take out {_codepoint(character)}", at) from error
    except yaml.YAMLError as error:
        raise _fault("YML003", f"not valid YAML: {' '.join(str(error).split())}", Location(file)) from error
    if faults is None and composer.faults:
        raise SpecError(composer.faults)
    if faults is not None:
        faults += composer.faults
    return node


@dataclass(slots=True)
class _Open:
    """A map or list whose end the parser has not reached."""

    at: Location
    anchor: str | None
    is_map: bool
    key_at: Location | None
    items: list[Node] = field(default_factory=list)
    pairs: list[bool] = field(default_factory=list)
    """Of each item, whether it is a `key: value` in brackets, without braces of its own."""
    entries: dict[str, Node] = field(default_factory=dict)
    key: tuple[str, Location] | None = None
    is_pair: bool = False


class _Composer:
    def __init__(self, file: str) -> None:
        self.file = file
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.count = 0
        self.root: Node | None = None
        self.faults: list[Finding] = []
        self.text = ""

    def compose(self, text: str) -> Node:
        self.text = text
        for event in yaml.parse(text, Loader=_Loader):
            at = _mark(self.file, event.start_mark)
            if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                raise _fault("YML003", "a spec is one YAML document: remove this '---' and what follows", at)
            if isinstance(event, yaml.NodeEvent):
                self._node(event, at)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close()
        root = self.root
        if root is None or root.value is None:
            return Node({}, Location(self.file), Location(self.file))
        return root

    def _node(self, event: yaml.NodeEvent, at: Location) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            written = str(tag).replace("tag:yaml.org,2002:", "!!")
            quotes = "; a text that begins with '!' must stand in quotes"
            raise _fault("YML004", f"YAML tags are not allowed: take out {written!r}{quotes}", at)
        if isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor or "", at)
        elif isinstance(event, yaml.ScalarEvent):
            plain = event.style is None or event.style == ""
            if event.anchor is not None and plain and event.value == "":
                raise _fault("YML005", "a text that begins with '&' must stand in quotes", at)
            self._add(event.value, event.anchor, at, plain=plain)
        else:
            if len(self.open) >= MAX_DEPTH:
                raise _fault("YML002", f"nested deeper than {MAX_DEPTH} levels", at)
            key_at = self._key_location(at, needs_text=True)
            is_map = isinstance(event, yaml.MappingStartEvent)
            self.open.append(_Open(at, event.anchor, is_map, key_at, is_pair=is_map and self._has_no_brace(event)))

    def _has_no_brace(self, event: yaml.NodeEvent) -> bool:
        """Whether a map is a `key: value` in brackets, without braces of its own."""
        index = event.start_mark.index if event.start_mark is not None else 0
        return bool(getattr(event, "flow_style", False)) and self.text[index : index + 1] != "{"

    def _key_location(self, at: Location, *, needs_text: bool) -> Location:
        parent = self.open[-1] if self.open else None
        if parent is None or not parent.is_map:
            return at
        if parent.key is None:
            if needs_text:
                curly = "; a text that begins with '{' must stand in quotes, and a spec knows no templates"
                raise _fault("YML005", f"a key must be a simple text{curly if len(self.open) > 1 else ''}", at)
            return at
        return parent.key[1]

    def _add(self, text: str, anchor: str | None, at: Location, *, plain: bool) -> None:
        parent = self.open[-1] if self.open else None
        if parent is not None and parent.is_map and parent.key is None:
            if anchor is not None:
                raise _fault("YML005", "a key cannot carry an anchor", at)
            if text[:1].isspace() and plain:
                message = f"{_codepoint(text[0])}, which looks like a space, is used to indent: use plain spaces"
                raise _fault("YML005", message, at)
            if text in parent.entries:
                first = parent.entries[text].key_location
                message = f"key {text!r} is already given in line {first.line if first else '?'}: keep one of them"
                self.faults.append(Finding("YML006", self._path() / text, message, location=at))
            parent.key = (text, at)
            return
        node = Node(_scalar(text, at) if plain else text, at, self._key_location(at, needs_text=False))
        self._attach(node, anchor, 1)

    def _alias(self, anchor: str, at: Location) -> None:
        if anchor not in self.anchors:
            quotes = "; a text that begins with '*' must stand in quotes"
            raise _fault("YML005", f"alias '*{anchor}' refers to nothing that is complete before it{quotes}", at)
        target, size = self.anchors[anchor]
        # What is wrong with the value is mended at its anchor.
        key_at = self._key_location(at, needs_text=True)
        if isinstance(target.value, dict | tuple):
            node = Node(target.value, at, key_at, anchor=target.anchor or target.location)
        else:
            node = Node(target.value, target.location, key_at)
        self._attach(node, None, size)

    def _close(self) -> None:
        done = self.open.pop()
        value = self._merged(done) if done.is_map else self._entries(done)
        self._attach(Node(value, done.at, done.key_at), done.anchor, 1, is_pair=done.is_pair)

    def _merged(self, done: _Open) -> dict[str, Node]:
        """The entries of a map, with those that its merge key brings in below them."""
        if MERGE_KEY not in done.entries:
            return done.entries
        entries, refused = with_merge_key(done.entries)
        if refused:
            raise _fault("YML005", refused, done.entries[MERGE_KEY].key_location)
        return entries

    def _entries(self, done: _Open) -> tuple[Node, ...]:
        """The entries of a list; pairs in brackets that belong together are one map whose braces are missing."""
        pairs = [item for item, is_pair in zip(done.items, done.pairs, strict=True) if is_pair]
        if len(pairs) < 2:
            return tuple(done.items)
        entries = joined_pairs(done.items, done.pairs)
        if len(entries) < len(done.items):
            message = f"braces are missing around each entry: write {written(entries)}"
            self.faults.append(Finding("YML080", self._path(), message, location=done.at))
        return entries

    def _path(self) -> SpecPath:
        """The path of what is composed next."""
        steps = [one.key[0] if one.key else len(one.items) for one in self.open if one.key or not one.is_map]
        return SpecPath(steps)

    def _attach(self, node: Node, anchor: str | None, size: int, *, is_pair: bool = False) -> None:
        self.count += size
        if self.count > MAX_NODES:
            raise _fault(
                "YML002", f"more than {MAX_NODES:,} values, aliases counted as often as they are used", node.location
            )
        if anchor is not None:
            self.anchors[anchor] = (node, _size(node))
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if not parent.is_map:
            parent.items.append(node)
            parent.pairs.append(is_pair)
        elif parent.key is not None:
            # Of a key that is given twice the first counts.
            parent.entries.setdefault(parent.key[0], node)
            parent.key = None


def _size(node: Node) -> int:
    """Return how many values are in a node tree. Bounded by MAX_NODES, as all that is attached is."""
    pending, count = [node], 0
    while pending:
        current = pending.pop()
        count += 1
        if isinstance(current.value, dict):
            pending.extend(current.value.values())
        elif isinstance(current.value, tuple):
            pending.extend(current.value)
    return count


def _scalar(text: str, at: Location) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text, 0) if text.startswith("0o") or text.startswith("0x") else int(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        if value in (float("inf"), float("-inf")):
            raise _fault("YML003", f"number {text} is too large", at)
        return value
    return text


def _codepoint(character: str) -> str:
    return f"U+{ord(character):04X}" if character else "it"


def _mark(file: str, at: object) -> Location:
    if at is None:
        return Location(file)
    return Location(file, at.line + 1, at.column + 1)  # type: ignore[attr-defined]  # both of PyYAML's marks have them


def _fault(code: str, message: str, at: Location | None) -> SpecError:
    return SpecError([Finding(code, SpecPath(), message, location=at)])
