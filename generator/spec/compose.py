"""Compose nodes from YAML parser events: no tags, no duplicate keys, no alias bombs; every node with its location.

It takes one pass and a stack of its own, so that no input can exhaust Python's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from generator.diagnostics.findings import Finding, Location
from generator.diagnostics.spec_path import SpecPath
from generator.spec.fragments import MERGE_KEY, flow_text, joined_pairs, with_merge_key
from generator.spec.limits import MAX_DEPTH, MAX_NODES
from generator.spec.node import Node
from generator.spec.scalars import codepoint, parse_scalar
from generator.spec.yaml_error import yaml_error

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


class Composer:
    """Builds the node tree of one file. Faults that leave the rest readable are collected in `faults`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.count = 0
        self.root: Node | None = None
        self.faults: list[Finding] = []
        self.text = ""

    def compose(self, text: str) -> Node:
        """Return the tree of a text; an empty text is an empty map. Raises SpecError, or PyYAML's errors."""
        self.text = text
        for event in yaml.parse(text, Loader=_Loader):
            at = _mark(self.file, event.start_mark)
            if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                raise yaml_error("YML003", "a spec is one YAML document: remove this '---' and what follows", at)
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
            raise yaml_error("YML004", f"YAML tags are not allowed: take out {written!r}{quotes}", at)
        if isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor or "", at)
        elif isinstance(event, yaml.ScalarEvent):
            plain = event.style is None or event.style == ""
            if event.anchor is not None and plain and event.value == "":
                raise yaml_error("YML005", "a text that begins with '&' must stand in quotes", at)
            self._add(event.value, event.anchor, at, plain=plain)
        else:
            if len(self.open) >= MAX_DEPTH:
                raise yaml_error("YML002", f"nested deeper than {MAX_DEPTH} levels", at)
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
                raise yaml_error("YML005", f"a key must be a simple text{curly if len(self.open) > 1 else ''}", at)
            return at
        return parent.key[1]

    def _add(self, text: str, anchor: str | None, at: Location, *, plain: bool) -> None:
        parent = self.open[-1] if self.open else None
        if parent is not None and parent.is_map and parent.key is None:
            if anchor is not None:
                raise yaml_error("YML005", "a key cannot carry an anchor", at)
            if text[:1].isspace() and plain:
                message = f"{codepoint(text[0])}, which looks like a space, is used to indent: use plain spaces"
                raise yaml_error("YML005", message, at)
            if text in parent.entries:
                first = parent.entries[text].key_location
                message = f"key {text!r} is already given in line {first.line if first else '?'}: keep one of them"
                self.faults.append(Finding("YML006", self._path() / text, message, location=at))
            parent.key = (text, at)
            return
        node = Node(parse_scalar(text, at) if plain else text, at, self._key_location(at, needs_text=False))
        self._attach(node, anchor, 1)

    def _alias(self, anchor: str, at: Location) -> None:
        if anchor not in self.anchors:
            quotes = "; a text that begins with '*' must stand in quotes"
            raise yaml_error("YML005", f"alias '*{anchor}' refers to nothing that is complete before it{quotes}", at)
        target, size = self.anchors[anchor]
        # What is wrong with the value is fixed at its anchor.
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
            raise yaml_error("YML005", refused, done.entries[MERGE_KEY].key_location)
        return entries

    def _entries(self, done: _Open) -> tuple[Node, ...]:
        """The entries of a list; pairs in brackets that belong together are one map whose braces are missing."""
        pairs = [item for item, is_pair in zip(done.items, done.pairs, strict=True) if is_pair]
        if len(pairs) < 2:
            return tuple(done.items)
        entries = joined_pairs(done.items, done.pairs)
        if len(entries) < len(done.items):
            message = f"braces are missing around each entry: write {flow_text(entries)}"
            self.faults.append(Finding("YML080", self._path(), message, location=done.at))
        return entries

    def _path(self) -> SpecPath:
        """The path of what is composed next."""
        steps = [one.key[0] if one.key else len(one.items) for one in self.open if one.key or not one.is_map]
        return SpecPath(steps)

    def _attach(self, node: Node, anchor: str | None, size: int, *, is_pair: bool = False) -> None:
        self.count += size
        if self.count > MAX_NODES:
            raise yaml_error(
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


def _mark(file: str, at: object) -> Location:
    if at is None:
        return Location(file)
    return Location(file, at.line + 1, at.column + 1)  # type: ignore[attr-defined]  # both of PyYAML's marks have them
