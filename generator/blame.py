"""The line of a spec at which a failing control is told: that of the part which the resource is made for.

It need not be the line to change: that may be another one, or a default. So the command goes with it that finds all
lines that shape the resource.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from generator.findings import Mark
from generator.recording.engine import SETTINGS_ADDRESS
from generator.spec.node import Node, find, mark_of, path_of
from generator.spec.pointer import Pointer
from generator.spec.resolve import Resolved

COMPLIANCE = Pointer(("compliance",))


@dataclass(frozen=True, slots=True)
class Blame:
    """A place in a spec, by pointer and by names, and its line where the spec is in a file.

    `makes`: the place is what the resource is made for; else it is the line that says what failing controls do.
    `is_default`: no file writes the place; the line is that of the nearest part around it, or of `compliance`.
    """

    at: Pointer
    path: str
    mark: Mark | None
    makes: bool
    is_default: bool


@dataclass(frozen=True)
class Blamer:
    """Looks for the places of one spec. The search is made once, for all addresses, when the first is asked for."""

    resolved: Resolved

    @cached_property
    def _origins(self) -> Mapping[str, Pointer]:
        from generator.understanding.origins import origins

        return origins(self.resolved.environment)

    def blame(self, address: str) -> Blame:
        root, origin = self.resolved.node, self._origins.get(address)
        at = origin or COMPLIANCE
        mark = mark_of(root, at if _is_written(root, Pointer(at[:1])) else COMPLIANCE)
        # In plain data nothing tells a default from what was said.
        is_default = root.at is not None and not _is_written(root, at)
        return Blame(at, path_of(root, at), mark, bool(origin), is_default)

    def command(self, address: str) -> str | None:
        """What tells every line that shapes the resource; None where no command can, as the spec is in no file."""
        if not self.resolved.files or address not in {*self._origins, SETTINGS_ADDRESS}:
            return None
        given = find(self.resolved.node, Pointer(("environmentSuffix",)))
        is_outside = given is not None and given.at is None
        suffix = ("--suffix", self.resolved.environment.environment_suffix) if is_outside else ()
        return shlex.join(("payinfra", "explain", self.resolved.files[0], address, *suffix))


def _is_written(root: Node, at: Pointer) -> bool:
    node = find(root, at)
    return node is not None and (node.at or node.key_at) is not None
