"""Map a resource address to the spec line to report a failing control at: that of the part it is created for.

It need not be the line to change: that may be another one, or a default. So the command goes with it that finds all
lines that affect the resource. What is missing in a stack is reported at the part that creates resources of its kind:
in this stack, or in that of a spec which sets nothing.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import Literal

from generator.diagnostics.findings import Location
from generator.diagnostics.spec_path import SpecPath
from generator.spec.model import Environment
from generator.spec.node import Node, find, location_of, named_path
from generator.spec.resolve import Resolved, resolve_plain
from generator.stack_plan.operations import SETTINGS_ADDRESS

COMPLIANCE = SpecPath(("compliance",))
Role = Literal["creates", "would create", ""]
Origins = Callable[[Environment], Mapping[str, SpecPath]]


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """A place in a spec, by pointer and by names, and its line where the spec is in a file.

    `role` tells what the place does to the resource; empty, it is the line that says what failing controls do.
    `is_default`: no file writes the place; the line is that of the nearest part around it, or of `compliance`.
    `command` is what tells more; empty where no command can, as the spec is in no file.
    """

    pointer: SpecPath
    path: str
    location: Location | None
    role: Role
    is_default: bool
    command: str


@dataclass(frozen=True)
class SourceLocator:
    """Finds the places of one spec. Spec and origins are read once, for all addresses, when the first is located.

    `origins` gives the part of a spec that each address of its stack is created for.
    """

    read: Callable[[], Resolved]
    origins: Origins

    @cached_property
    def resolved(self) -> Resolved:
        return self.read()

    @cached_property
    def _own(self) -> Mapping[str, SpecPath]:
        return self.origins(self.resolved.environment)

    def locate(self, address: str) -> SourceLocation:
        """Return where to report what is wrong with an address, or that a kind is missing: `aws_cloudtrail`."""
        root = self.resolved.node
        origin = self._own.get(address)
        kind = None if "." in address else _common(self._own, address) or _common(_defaults(self.origins), address)
        at = origin or kind or COMPLIANCE
        path = named_path(root, at)
        location = location_of(root, at if _is_written(root, SpecPath(at[:1])) else COMPLIANCE)
        # In plain data nothing distinguishes a default from what was written.
        is_default = root.location is not None and not _is_written(root, at)
        is_known = origin is not None or address == SETTINGS_ADDRESS
        command = self._command(address if is_known else path) if is_known or kind else ""
        return SourceLocation(
            at, path, location, "creates" if origin else "would create" if kind else "", is_default, command
        )

    def _command(self, what: str) -> str:
        if not self.resolved.files:
            return ""
        given = find(self.resolved.node, SpecPath(("environmentSuffix",)))
        is_outside = given is not None and given.location is None
        suffix = ("--suffix", self.resolved.environment.environment_suffix) if is_outside else ()
        return shlex.join(("payinfra", "explain", self.resolved.files[0], what, *suffix))


@lru_cache(maxsize=1)
def _defaults(origins: Origins) -> Mapping[str, SpecPath]:
    return origins(resolve_plain({"environmentSuffix": "default"}).environment)


def _common(origins: Mapping[str, SpecPath], kind: str) -> SpecPath | None:
    """The part of a spec that all resources of a kind are created for: no entry, which one spec alone may have."""
    found = [at for address, at in origins.items() if address.startswith(f"{kind}.")]
    if not found:
        return None
    steps = takewhile(lambda steps: len({*steps}) == 1 and isinstance(steps[0], str), zip(*found, strict=False))
    return SpecPath(step for step, *_ in steps) or None


def _is_written(root: Node, at: SpecPath) -> bool:
    node = find(root, at)
    return node is not None and (node.location or node.key_location) is not None
