"""Find the resource that a request was made for: no request bears the address that Terraform gives it.

It is the resource whose values occur in the request, where rare values count more than those that many resources share,
and which is of the kind that the operation is about: `rds:CreateDBCluster` and `aws_rds_cluster`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Shorter values are switches, numbers and letters of zones.
SHORTEST = 4


@dataclass(frozen=True)
class Attribution:
    """The values of resources by stack and address, as state and configuration have them."""

    values: Mapping[tuple[str, str], frozenset[str]]
    holders: Counter[str]

    @classmethod
    def of(cls, stacks: Mapping[str, Mapping[str, Any]]) -> Attribution:
        """Index the resources of stacks: by the name of each, the values of its resources by address."""
        values = {
            (stack, address): frozenset(_texts(held))
            for stack, resources in stacks.items()
            for address, held in resources.items()
        }
        return cls(values, Counter(text for held in values.values() for text in held))

    def find(self, operation: str, given: Mapping[str, Any]) -> tuple[str, str] | None:
        """Return stack and address of the resource that a request is for; None where nothing is alike."""
        asked = frozenset(_texts(given))
        scores = {
            key: sum(1 / self.holders[text] for text in asked & held) * (0.1 + _likeness(key[1], operation))
            for key, held in self.values.items()
        }
        best = max(scores, key=scores.__getitem__, default=None)
        return best if best is not None and scores[best] else None


def _likeness(address: str, operation: str) -> float:
    """The part of the words of a resource type that are in the operation."""
    words = address.partition(".")[0].split("_")[1:]
    return sum(word in operation.lower() for word in words) / len(words)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str) and len(value) >= SHORTEST:
        yield value
