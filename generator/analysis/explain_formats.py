"""Format explanations as text or JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from generator.analysis.explain import Contributor, Explanation
from generator.analysis.layers import DEFAULT

WIDTH = 110


def of_path(explanation: Explanation, form: str) -> str:
    """Return what is known of a place in a spec, as `text` or `json`."""
    lines = [json.dumps(_plain(explanation), indent=2)] if form == "json" else _lines(explanation)
    return "".join(f"{line}\n" for line in lines)


def of_address(address: str, contributors: Sequence[Contributor], form: str) -> str:
    """Return the places that shape a resource, as `text` or `json`."""
    if form == "json":
        places = [
            {"path": str(one.path), "where": one.where, "value": one.value, "existence": one.existence}
            for one in contributors
        ]
        return json.dumps({"address": address, "contributors": places}, indent=2) + "\n"
    written = [one for one in contributors if one.where != DEFAULT]
    defaults = [one for one in contributors if one.where == DEFAULT]
    lines = [address, *_places("written in the spec", written), *_places("defaults of the schema", defaults)]
    return "".join(f"{line}\n" for line in lines)


def _lines(explanation: Explanation) -> Iterator[str]:
    yield f"{explanation.path} = {short(explanation.value)}"
    yield from textwrap.wrap(explanation.description, WIDTH, initial_indent="  ", subsequent_indent="  ")
    if explanation.allowed:
        yield f"  allowed: {explanation.allowed}"
    merges = isinstance(explanation.value, dict)
    for index, layer in enumerate(explanation.layers):
        word = "from" if not index else "and from" if merges else "overrides"
        yield f"  {word} {layer.where}: {short(layer.value)}"
    yield from _impact(explanation)


def _impact(explanation: Explanation) -> Iterator[str]:
    """The addresses; where only some of the other values change one, with these."""
    count, effects = len(explanation.impact), explanation.effects
    compared = f"compared with {', '.join(short(one.value, 40) for one in effects)}" if effects else "it or parts of it"
    yield f"  shapes {count} {'resource' if count == 1 else 'resources'} ({compared})"
    for address in explanation.impact:
        only = [short(effect.value, 40) for effect in effects if address in effect.addresses]
        yield f"    {address}{'  with ' + ', '.join(only) if len(only) < len(effects) else ''}"
    refused = sorted({code for codes in explanation.refusals for code in codes})
    if refused:
        yield f"  changed alone, it would be refused by {', '.join(refused)}"


def _places(title: str, contributors: Iterable[Contributor]) -> Iterator[str]:
    contributors = list(contributors)
    if not contributors:
        return
    yield f"  {title}:"
    wheres = [one.where if one.where != DEFAULT else "" for one in contributors]
    width = max(map(len, wheres))
    for where, one in zip(wheres, contributors, strict=True):
        text = f"{one.path}  ({one.existence})" if one.existence else f"{one.path}: {short(one.value, 60)}"
        yield f"    {where.ljust(width)}{'  ' if width else ''}{text}"


def short(value: Any, width: int = 90) -> str:
    """Return a value in one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text or '""'
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _plain(explanation: Explanation) -> dict[str, Any]:
    effects = zip(explanation.effects, explanation.refusals, strict=True)
    return {
        "path": str(explanation.path),
        "value": explanation.value,
        "from": [{"where": layer.where, "value": layer.value} for layer in explanation.layers],
        "description": explanation.description,
        "allowed": explanation.allowed,
        "shapes": list(explanation.impact),
        "effects": [
            {"value": effect.value, "changes": sorted(effect.addresses), "refusedBy": list(refused)}
            for effect, refused in effects
        ],
    }
