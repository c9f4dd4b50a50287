"""Find where two values of Terraform's JSON differ, by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """A path at which two values differ, and the values. `is_unknown`: the new one is known only after the apply."""

    path: tuple[str | int, ...]
    before: Any
    after: Any
    is_unknown: bool = False


def differences(before: Any, after: Any, unknown: Any, path: tuple[str | int, ...] = ()) -> Iterator[Difference]:
    """Yield where two values differ, keys in order. `unknown` has their form, with true for what is not known yet."""
    if unknown is True:
        yield Difference(path, before, None, is_unknown=True)
        return
    keys = _keys(before, after, unknown)
    if keys is None:
        if before != after:
            yield Difference(path, before, after)
        return
    for key in keys:
        yield from differences(item_at(before, key), item_at(after, key), item_at(unknown, key), (*path, key))


def dotted(path: tuple[str | int, ...]) -> str:
    """Return a path as people write it: `health_check.0.timeout`."""
    return ".".join(map(str, path))


def item_at(value: Any, key: str | int) -> Any:
    """Return what a map or a list has at a key or an index, or None."""
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return None


def _keys(*values: Any) -> list[str] | range | None:
    """The keys of maps or the indices of lists; None where what is compared is neither."""
    compared = values[:2]
    if any(isinstance(value, Mapping) for value in compared):
        return sorted({key for value in values if isinstance(value, Mapping) for key in value})
    if any(isinstance(value, list) for value in compared):
        return range(max(len(value) for value in values if isinstance(value, list)))
    return None
