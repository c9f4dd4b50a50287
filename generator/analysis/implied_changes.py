"""Find the places that a value is copied to, in the entries that its section implies in others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from generator.diagnostics.spec_path import SpecPath
from generator.spec.implied_entries import implied_entries, paths_read
from generator.spec.node import from_plain


def may_imply(at: SpecPath) -> bool:
    """Return whether the entries that a section implies depend on a place in it."""
    inner = at[1:]
    read = paths_read(str(at[0])) if inner else ()
    return any(path[: len(inner)] == inner[: len(path)] for path in read)


def implied(plain: Mapping[str, Any], section: str) -> list[Any]:
    """Return the entries that a section of a resolved spec implies: none where it is absent."""
    own = plain.get(section)
    return implied_entries(section, from_plain(own)) if isinstance(own, dict) else []


def implied_changes(plain: Mapping[str, Any], before: list[Any], after: list[Any]) -> dict[SpecPath, Any]:
    """Return what changes with a place: other places of a resolved spec, and their values.

    `before` is what its section implies in the spec, `after` what it implies with another value at the place. What an
    author has set otherwise stays.
    """
    found: dict[SpecPath, Any] = {}
    for was, becomes in zip(before, after, strict=False):
        found |= _changed(was, becomes, plain, SpecPath())
    return found


def _changed(was: Any, becomes: Any, plain: Any, at: SpecPath) -> dict[SpecPath, Any]:
    if was == becomes:
        return {}
    found: dict[SpecPath, Any] = {}
    for step, one, other, rest in _parts(was, becomes, plain):
        found |= _changed(one, other, rest, at / step)
    if not found and _is(plain, was):
        found[at] = becomes
    return found


def _parts(was: Any, becomes: Any, plain: Any) -> Iterator[tuple[str | int, Any, Any, Any]]:
    """What is in both and in the spec: the keys of objects, and entries of the same name."""
    if isinstance(was, dict) and isinstance(becomes, dict) and isinstance(plain, dict):
        yield from ((key, was[key], becomes[key], plain[key]) for key in was if key in becomes and key in plain)
    elif all(isinstance(one, list) for one in (was, becomes, plain)):
        others, places = _by_name(becomes), _by_name(plain)
        for name, (_, entry) in _by_name(was).items():
            if name in others and name in places:
                index, rest = places[name]
                yield index, entry, others[name][1], rest


def _by_name(items: list[Any]) -> dict[Any, tuple[int, Any]]:
    return {
        item["name"]: (index, item) for index, item in enumerate(items) if isinstance(item, dict) and "name" in item
    }


def _is(plain: Any, was: Any) -> bool:
    """Whether a value stands in the spec as it was brought; of JSON, whatever the order of its keys is."""
    if plain == was or not isinstance(plain, str) or not isinstance(was, str):
        return bool(plain == was)
    with suppress(ValueError):
        return bool(json.loads(plain) == json.loads(was))
    return False
