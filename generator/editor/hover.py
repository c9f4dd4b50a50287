"""Describe a key or value: what it is for, what it may be, where it comes from and what it shapes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from generator.analysis.paths import named
from generator.analysis.schema_at import allowed, located
from generator.diagnostics.spec_path import SpecPath
from generator.editor.affected_resources import affected_resources, layers_of_valid_spec
from generator.spec.node import Node
from generator.spec.schema import root_schema

_SHOWN = 12


def hover(path: Path, root: Node, at: SpecPath) -> str | None:
    """Return what is known of a place as Markdown, or None where the schema knows nothing of it."""
    part, file = located(at, root_schema(root))
    if not part:
        return None
    place = named(root, at)
    paragraphs = [f"**{place}**", part.get("description", ""), _limits(allowed(part, file), part.get("default"))]
    paragraphs += ["\n".join(_history(path, place)), "\n".join(_shapes(path, place))]
    return "\n\n".join(filter(None, paragraphs))


def _limits(values: str, default: object) -> str:
    shown = json.dumps(default, ensure_ascii=False)
    is_short = default is not None and len(shown) <= 100
    return "; ".join(filter(None, (f"Allowed: {values}" if values else "", f"default: `{shown}`" if is_short else "")))


def _history(path: Path, place: SpecPath) -> Iterator[str]:
    """The layers that say something of a place, the one that counts first, where there are several."""
    known = layers_of_valid_spec(path)
    values = known.values_of(place) if known is not None else []
    if len(values) > 1:
        for value in values:
            shown = json.dumps(value.value, ensure_ascii=False)
            yield f"- `{shown if len(shown) <= 80 else shown[:77] + '...'}`: {_short(value.where)}"


def _short(where: str) -> str:
    return where.rpartition("/")[2]


def _shapes(path: Path, place: SpecPath) -> Iterator[str]:
    addresses = affected_resources(path, place)
    if addresses:
        yield f"Shapes {len(addresses)} resource{'s' * (len(addresses) > 1)}:"
        yield from (f"- `{address}`" for address in addresses[:_SHOWN])
        if len(addresses) > _SHOWN:
            yield f"- and {len(addresses) - _SHOWN} more"
