"""Format the resolved spec as YAML or JSON; on request with the file and line of each value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from generator.spec.node import Node, Scalar, to_plain

DEFAULT = "default"


def as_json(node: Node) -> str:
    return json.dumps(to_plain(node), indent=2, ensure_ascii=False) + "\n"


def as_yaml(node: Node, *, provenance: bool = False) -> str:
    """Return YAML that loads to the same values. With provenance, every value is followed by its file and line."""
    lines = list(_lines(node, 0))
    width = min(max((len(text) for text, _ in lines), default=0), 60)
    if not provenance:
        return "".join(f"{text}\n" for text, _ in lines)
    return "".join(f"{text.ljust(width)}  # {where}\n" if where else f"{text}\n" for text, where in lines)


def _lines(node: Node, depth: int) -> Iterator[tuple[str, str]]:
    """Each line of a map or list, and where it was written."""
    pad = "  " * depth
    if isinstance(node.value, Mapping):
        for key, item in node.value.items():
            if _is_nested(item):
                yield f"{pad}{scalar(key)}:", ""
                yield from _lines(item, depth + 1)
            else:
                yield f"{pad}{scalar(key)}: {_flat(item)}", _where(item)
    elif isinstance(node.value, tuple):
        for entry in node.value:
            if not _is_nested(entry):
                yield f"{pad}- {_flat(entry)}", _where(entry)
                continue
            inner = list(_lines(entry, depth + 1))
            first, where = inner[0]
            yield f"{pad}- {first.lstrip()}", where
            yield from inner[1:]


def _is_nested(node: Node) -> bool:
    return isinstance(node.value, Mapping | tuple) and bool(node.value)


def _flat(node: Node) -> str:
    if isinstance(node.value, Mapping):
        return "{}"
    return "[]" if isinstance(node.value, tuple) else scalar(node.value)


def scalar(value: Scalar) -> str:
    """Return a scalar as YAML; texts that could be read as anything else are quoted as in JSON, which YAML contains."""
    if not isinstance(value, str):
        return json.dumps(value)
    return value if _is_plain(value) else "".join(map(_escaped, json.dumps(value, ensure_ascii=False)))


def _escaped(character: str) -> str:
    """A character that YAML lets stand in quotes."""
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def _is_plain(text: str) -> bool:
    from generator.spec.load import load_text

    if not text or text != text.strip() or not (text[0].isalpha() or text[0] in "/_") or not text.isprintable():
        return False
    if any(part in text for part in (": ", " #", ",", "[", "]", "{", "}", "'", '"')) or text.endswith(":"):
        return False
    return load_text(f"- {text}", "").value[0].value == text  # type: ignore[index,union-attr]  # it is a list of one


def _where(node: Node) -> str:
    return f"{node.location.file}:{node.location.line}" if node.location else DEFAULT
