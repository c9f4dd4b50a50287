"""Generate values in the shape of a provider's schema: of resources that exist, and of changes not known yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What is not known before an apply: the output of a resource that check_replacement declares.
NEW = "${terraform_data.new.output}"


def new_argument(block: Mapping[str, Any], name: str) -> Any:
    """Return a value of an argument that is not known before an apply."""
    if name in block["attributes"]:
        return _of_type(block["attributes"][name]["type"], NEW)
    return [new_block(block["block_types"][name]["block"], 1)]


def new_block(block: Mapping[str, Any], deep: int) -> dict[str, Any]:
    """Return a block of which nothing is known yet. Only blocks that must be there are, below `deep` levels."""
    attributes = {
        name: _of_type(about["type"], NEW) for name, about in block.get("attributes", {}).items() if is_argument(about)
    }
    blocks = {
        name: [new_block(about["block"], deep - 1)]
        for name, about in block.get("block_types", {}).items()
        if about.get("min_items") or deep > 0
    }
    return {**attributes, **blocks}


def held_argument(block: Mapping[str, Any], name: str) -> Any:
    """Return a value of an argument of a resource that exists."""
    if name in block["attributes"]:
        return _held_value(block["attributes"][name]["type"])
    return [_filled(block["block_types"][name]["block"], 1)]


def held_resource(block: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a resource that exists with no more than it must have."""
    attributes = {
        name: _held_value(about["type"]) if about.get("required") or name in ("arn", "id") else None
        for name, about in block["attributes"].items()
    }
    return {**attributes, **_held_blocks(block, 0)}


def _filled(block: Mapping[str, Any], deep: int) -> dict[str, Any]:
    attributes = {name: _held_value(about["type"]) for name, about in block.get("attributes", {}).items()}
    return {**attributes, **_held_blocks(block, deep)}


def _held_blocks(block: Mapping[str, Any], deep: int) -> dict[str, Any]:
    return {
        name: None
        if about["nesting_mode"] == "single"
        else [_filled(about["block"], deep - 1)]
        if about.get("min_items") or deep > 0
        else []
        for name, about in block.get("block_types", {}).items()
    }


def _held_value(kind: Any) -> Any:
    return {"string": "held", "number": 1, "bool": False}[kind] if isinstance(kind, str) else _of_type(kind, None)


def _of_type(kind: Any, value: Any) -> Any:
    """One value in the shape of a type: itself, or what is held where there is none."""
    if isinstance(kind, str):
        return _held_value(kind) if value is None else value
    shape, inner = kind
    if shape == "object":
        return {name: _of_type(of, value) for name, of in inner.items()}
    return {"held": _of_type(inner, value)} if shape == "map" else [_of_type(inner, value)]


def is_argument(about: Mapping[str, Any]) -> bool:
    """Return whether an attribute of a schema can be set in a configuration."""
    return bool(about.get("optional") or about.get("required"))
