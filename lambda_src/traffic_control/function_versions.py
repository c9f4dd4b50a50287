"""Point blue's aliases at versions, and verify that no alias names another one than the rollout started with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from traffic_control.ports import Aliases, NotDone
from traffic_control.rule_weights import BLUE, GREEN


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionVersions:
    """The versions of a rollout's functions by colour: in its `state` those of its start, behind aliases today's."""

    state: Mapping[str, Any]
    aliases: Aliases

    def changed_green(self) -> list[str]:
        """Return the functions whose green is not that of the start: an apply has published meanwhile."""
        return list(self._mismatches(GREEN, self._of_start(GREEN), " with which it started"))

    def changed_blue(self) -> list[str]:
        """Return the functions whose blue is not what it should be: a promotion was late."""
        return list(self._mismatches(BLUE, self._expected_blue()))

    def restore(self) -> None:
        """Point blue of each function at the version that it should have. Raises NotDone."""
        for function, version in self._expected_blue().items():
            self.point_blue(function, version)

    def point_blue(self, function: str, version: str) -> None:
        """Point blue of a function at a version, and read it back. Raises NotDone."""
        if self.aliases.version(function, BLUE) != version:
            self.aliases.point(function, BLUE, version)
        if self.aliases.version(function, BLUE) != version:
            raise NotDone(f"blue of {function} is not version {version}")

    def _expected_blue(self) -> dict[str, str]:
        """Return the version that blue of each function should have: green's once all are promoted."""
        return self._of_start(GREEN if self.state.get("promoted") else BLUE)

    def _of_start(self, colour: str) -> dict[str, str]:
        return {function: pair[colour] for function, pair in self.state.get("versions", {}).items()}

    def _mismatches(self, colour: str, expected: Mapping[str, str], since: str = "") -> Iterator[str]:
        for function, version in expected.items():
            live = self.aliases.version(function, colour)
            if live != version:
                yield f"{colour} of {function} is version {live}, not {version}{since}"
