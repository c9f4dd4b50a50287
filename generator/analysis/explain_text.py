"""Explanations for people and for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from generator.analysis.explain import Contributor, Explanation
from generator.analysis.impact import REMOVED, Impact
from generator.analysis.layers import DEFAULT

WIDTH = 110


def of_path(explanation: Explanation, form: str) -> str:
    """What is known of a place in a spec, as `text` or `json`."""
    lines = [json.dumps(_plain(explanation), indent=2)] if form == "json" else _lines(explanation)
    return "".join(f"{line}\n" for line in lines)


def of_address(address: str, contributors: Sequence[Contributor], form: str) -> str:
    """The places that shape a resource, as `text` or `json`."""
    if form == "json":
        places = [{"path": str(s.path), "where": s.where, "value": s.value, "makes": s.makes} for s in contributors]
        return json.dumps({"address": address, "shapedBy": places}, indent=2) + "\n"
    written = [shaper for shaper in contributors if shaper.where != DEFAULT]
    defaults = [shaper for shaper in contributors if shaper.where == DEFAULT]
    lines = [address, *_places("written in the spec", written), *_places("defaults of the schema", defaults)]
    return "".join(f"{line}\n" for line in lines)


def _lines(explanation: Explanation) -> Iterator[str]:
    yield f"{explanation.path} = {short(explanation.value)}"
    yield from textwrap.wrap(explanation.description, WIDTH, initial_indent="  ", subsequent_indent="  ")
    if explanation.allowed:
        yield f"  allowed: {explanation.allowed}"
    merges = isinstance(explanation.value, dict)
    for index, said in enumerate(explanation.said):
        word = "from" if not index else "and from" if merges else "overrides"
        yield f"  {word} {said.where}: {short(said.value)}"
    yield from _shapes(explanation)


def _shapes(explanation: Explanation) -> Iterator[str]:
    count = len(explanation.shapes)
    tried = ", ".join(_change(effect) for effect in explanation.effects)
    how = f"tried: {tried}" if tried else "tried: other values in it, in a large section all at once"
    yield f"  shapes {count} {'resource' if count == 1 else 'resources'} ({how})"
    for address in explanation.shapes:
        only = [effect for effect in explanation.effects if address in effect.addresses]
        some = len(only) < len(explanation.effects)
        yield f"    {address}{'  with ' + ', '.join(_change(effect) for effect in only) if some else ''}"
    refused = sorted({code for effect in explanation.effects for code in effect.refused_by})
    if refused:
        yield f"  changed alone, it would be refused by {', '.join(refused)}"


def _change(effect: Impact) -> str:
    return "without it" if effect.value is REMOVED else short(effect.value, 40)


def _places(title: str, contributors: Iterable[Contributor]) -> Iterator[str]:
    contributors = list(contributors)
    if not contributors:
        return
    yield f"  {title}:"
    wheres = [shaper.where if shaper.where != DEFAULT else "" for shaper in contributors]
    width = max(map(len, wheres))
    for where, shaper in zip(wheres, contributors, strict=True):
        text = f"{shaper.path}  ({shaper.makes})" if shaper.makes else f"{shaper.path}: {short(shaper.value, 60)}"
        yield f"    {where.ljust(width)}{'  ' if width else ''}{text}"


def short(value: Any, width: int = 90) -> str:
    """A value in one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text or '""'
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _plain(explanation: Explanation) -> dict[str, Any]:
    return {
        "path": str(explanation.path),
        "value": explanation.value,
        "from": [{"where": said.where, "value": said.value} for said in explanation.said],
        "description": explanation.description,
        "allowed": explanation.allowed,
        "shapes": list(explanation.shapes),
        "tried": [
            {
                **({"removed": True} if effect.value is REMOVED else {"value": effect.value}),
                "changes": sorted(effect.addresses),
                "refusedBy": list(effect.refused_by),
            }
            for effect in explanation.effects
        ],
    }
