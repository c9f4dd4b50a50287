"""Read what a trail selects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import blocks, listed


def selectors(trail: Resource) -> list[dict[str, Mapping[str, Any]]]:
    """Return the advanced selectors of a trail: the conditions of each by field."""
    return [
        {str(condition.get("field")): condition for condition in blocks(selector, "field_selector")}
        for selector in trail.blocks("advanced_event_selector")
    ]


def values(condition: Mapping[str, Any] | None, operator: str = "equals") -> list[str]:
    return [str(value) for value in listed((condition or {}).get(operator))]


def selected(stack: Stack, kind: str, *, reads: bool = False) -> dict[str, str]:
    """Return the resources of a type whose data events are in some trail: address -> the address of the trail.

    With `reads` only those all of whose reads are: writes or calls by name, such as deletions, do not show who reads.
    """
    return {
        resource.address: trail.address
        for trail in stack.of("aws_cloudtrail")
        for arn in _arns(trail, reads=reads)
        if (resource := stack.follow(arn.rstrip("/"), kind)) is not None
    }


def _arns(trail: Resource, *, reads: bool) -> Iterator[str]:
    for selector in selectors(trail):
        if not reads or ("eventName" not in selector and values(selector.get("readOnly")) != ["false"]):
            for operator in ("starts_with", "equals"):
                yield from values(selector.get("resources.ARN"), operator)
    for block in trail.blocks("event_selector"):
        if not reads or block.get("read_write_type", "All") != "WriteOnly":
            for item in blocks(block, "data_resource"):
                yield from values(item, "values")
