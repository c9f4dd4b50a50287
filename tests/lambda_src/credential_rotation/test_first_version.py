"""The first rotation where Secrets Manager lists the empty version and waits for finishSecret to make it current.

The emulator always makes a first value current at once, as the API reference has it; this is the other order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.credentials import credential_of
from adapters.database import Credential
from adapters.settings import DatabaseSettings
from credential_rotation.ports import CURRENT, PENDING
from credential_rotation.rotation import Rotation, RotationRefused

SETTINGS = DatabaseSettings(host="cluster", port=5432, name="payments", ca_file=Path("ca.pem"))


@dataclass
class Memory:
    """Versions and users at once. `events` says in which order they were changed."""

    stored: dict[str, str] = field(default_factory=dict)
    labelled: dict[str, set[str]] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    before_confirm: Callable[[], None] = lambda: None

    def labels(self) -> dict[str, Collection[str]]:
        return dict(self.labelled)

    def value(self, version: str) -> str | None:
        return self.stored.get(version)

    def put_value(self, version: str, value: str) -> None:
        self.events.append("put_value")
        self.stored.setdefault(version, value)

    def make_current(self, version: str, *, instead_of: str | None) -> None:
        assert instead_of is None or CURRENT in self.labelled[instead_of]
        self.events.append("make_current")
        self.labelled[version].add(CURRENT)

    def accepts(self, credential: Credential) -> bool:
        return self.passwords.get(credential.username) == credential.password

    def set_password(self, credential: Credential, *, confirm: Callable[[], None]) -> None:
        self.before_confirm()
        confirm()
        self.events.append("set_password")
        self.passwords[credential.username] = credential.password

    def rotation(self) -> Rotation:
        return Rotation(self, self, SETTINGS, ("a", "b"))


def test_an_empty_version_is_filled_and_becomes_the_first_current_one() -> None:
    memory = Memory(labelled={"v1": {PENDING}})
    rotation = memory.rotation()

    for step in (rotation.create, rotation.set, rotation.test, rotation.finish):
        step("v1")
        step("v1")

    assert memory.events == ["set_password", "put_value", "make_current"]
    assert CURRENT in memory.labelled["v1"]
    assert memory.accepts(credential_of(memory.stored["v1"]))


def test_another_version_of_a_secret_that_lists_any_is_refused() -> None:
    memory = Memory(labelled={"v1": {PENDING}})

    with pytest.raises(RotationRefused, match="v2"):
        memory.rotation().create("v2")

    assert memory.events == []


def test_a_first_call_that_was_overtaken_changes_no_password() -> None:
    memory = Memory()
    memory.before_confirm = lambda: memory.labelled.update(v1={CURRENT})

    with pytest.raises(RotationRefused, match="another call"):
        memory.rotation().create("v1")

    assert memory.events == []


def test_a_step_that_waited_until_its_rotation_was_over_changes_no_password() -> None:
    memory = Memory(labelled={"v1": {PENDING}})
    rotation = memory.rotation()
    for step in (rotation.create, rotation.set, rotation.finish):
        step("v1")
    memory.labelled = {"v1": {CURRENT}, "v2": {PENDING}}
    rotation.create("v2")
    memory.before_confirm = lambda: memory.labelled.update(v2={"AWSPREVIOUS"})

    with pytest.raises(RotationRefused, match="v2 is neither pending nor current"):
        rotation.set("v2")

    assert memory.events.count("set_password") == 1


def test_a_current_version_without_a_value_is_not_taken_for_an_empty_secret() -> None:
    memory = Memory(labelled={"v1": {CURRENT}, "v2": {PENDING}})

    with pytest.raises(RotationRefused, match="v1 is the current one, but has no value"):
        memory.rotation().create("v2")
