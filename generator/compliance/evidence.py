"""Define what a control returns: a piece of evidence for each attribute that it looks at, for or against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from generator.compliance.stack import Resource, Stack

Severity = Literal["low", "medium", "high", "critical"]
# A stack, or the few lines of one that a control is shown with.
Example = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was observed at one attribute of one resource. `note` says why it counts, or what to change."""

    address: str
    attribute: str
    observed: Any
    ok: bool
    note: str = ""


class Control(Protocol):
    """The shape of a control module: `C-` and an id. GOOD and BAD are the smallest stacks that pass and fail."""

    CODE: str
    TITLE: str
    SEVERITY: Severity
    GOOD: Example
    BAD: Example

    @property
    def REQUIREMENTS(self) -> tuple[str, ...]: ...

    def check(self, stack: Stack) -> Iterator[Evidence]: ...


def observe(resource: Resource, path: str, ok: bool, note: str = "", *, observed: Any = ...) -> Evidence:
    """Return evidence about an attribute of a resource, with its value."""
    return Evidence(resource.address, path, resource.get(path) if observed is ... else observed, ok, note)


def missing(address: str, note: str, attribute: str = "") -> Evidence:
    """Return evidence against: what should be there is not."""
    return Evidence(address, attribute, None, False, note)
