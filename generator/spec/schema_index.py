"""Index the schema by key: where a key that was written in the wrong place belongs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from generator.spec import schema


def locations_of_key(key: str) -> tuple[str, ...]:
    """Return the maps that have a key, the highest first: `functions[]`, `database.backup`, `the top of the file`."""
    return _places().get(key, ())


@cache
def _places() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, place in _walk(schema.section(schema.ROOT), schema.ROOT, ""):
        found.setdefault(key, []).append(place)
    return {key: tuple(sorted(places, key=lambda place: (place.count("."), place))) for key, places in found.items()}


def _walk(described: Mapping[str, Any], file: str, at: str) -> Iterator[tuple[str, str]]:
    described, file = schema.resolve(described, file)
    for key, inner in described.get("properties", {}).items():
        if "deprecated" in inner:
            continue
        yield key, at or "the top of the file"
        yield from _walk(inner, file, f"{at}.{key}" if at else key)
    if "items" in described:
        yield from _walk(described["items"], file, f"{at}[]")
