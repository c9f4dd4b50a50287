"""The places where a value of a section stands a second time, as the section brings it into others along with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from generator.diagnostics.spec_path import SpecPath
from generator.spec.implied_entries import implied_entries, implied_layers
from generator.spec.node import from_plain


def handed_on(plain: Mapping[str, Any], at: SpecPath, after: Mapping[str, Any]) -> dict[SpecPath, Any]:
    """Return what a place takes along when it changes: other places of a resolved spec, and their values.

    `plain` is the spec, `after` the same with another value at `at`. What an author has set otherwise stays.
    """
    section = str(at[0]) if at else ""
    # Asked for each value of a spec, of whose sections most bring nothing.
    if (
        len(at) < 2
        or not implied_layers(section)
        or not all(isinstance(one.get(section), dict) for one in (plain, after))
    ):
        return {}
    found: dict[SpecPath, Any] = {}
    before = implied_entries(section, from_plain(plain[section]))
    for was, becomes in zip(before, implied_entries(section, from_plain(after[section])), strict=False):
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
