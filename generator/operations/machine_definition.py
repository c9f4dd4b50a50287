"""Compare definitions of state machines: the live one, and the one that a spec plans."""

from __future__ import annotations

from typing import Any

# What only AWS names, so that a plan made offline cannot know it.
NAMED_BY_AWS = ("balancer", "dimensions", "groups")


def comparable(definition: Any) -> Any:
    """Return a definition without what only AWS names: two that are equal do the same."""
    if isinstance(definition, dict):
        return {key: comparable(value) for key, value in definition.items() if key not in NAMED_BY_AWS}
    if isinstance(definition, list):
        return [comparable(value) for value in definition]
    return "arn" if isinstance(definition, str) and _is_resource_arn(definition) else definition


def _is_resource_arn(text: str) -> bool:
    """A name of AWS's own integrations is no ARN of a resource."""
    return text.startswith("arn:") and not text.startswith("arn:aws:states:::")
