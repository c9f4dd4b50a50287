"""What a rotation needs of Secrets Manager and of the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final, Protocol

from adapters.database import Credential

CURRENT: Final = "AWSCURRENT"
PENDING: Final = "AWSPENDING"
Labels = Mapping[str, Collection[str]]
"""The labels of every version that has one, by its id."""


class Versions(Protocol):
    """The versions of the secret."""

    def labels(self) -> Labels:
        """As they are now."""
        ...

    def value(self, version: str) -> str | None:
        """The value of a version, or None while it has none."""
        ...

    def fill(self, version: str, value: str) -> None:
        """Gives a pending version its value. One that has a value already keeps it."""
        ...

    def make_current(self, version: str, *, instead_of: str | None) -> None:
        """Moves the label that the application reads."""
        ...


class Users(Protocol):
    """The users of the database."""

    def accepts(self, credential: Credential) -> bool:
        """Whether the database lets the user in, with the rights of the application."""
        ...

    def set_password(self, credential: Credential, *, confirm: Callable[[], None]) -> None:
        """Gives a user its password; makes the user where there is none. One call at a time gets to `confirm`."""
        ...
