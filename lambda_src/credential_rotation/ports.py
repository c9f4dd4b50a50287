"""What a rotation needs of Secrets Manager and of the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final, Protocol

from adapters.database import Credential

CURRENT: Final = "AWSCURRENT"
PENDING: Final = "AWSPENDING"
StagingLabels = Mapping[str, Collection[str]]
"""The labels of every version that has one, by its id."""


class Versions(Protocol):
    """The versions of the secret."""

    def labels(self) -> StagingLabels:
        """Return the current staging labels."""
        ...

    def value(self, version: str) -> str | None:
        """Return the value of a version, or None while it has none."""
        ...

    def put_value(self, version: str, value: str) -> None:
        """Put the value of a pending version, unless it has one already."""
        ...

    def make_current(self, version: str, *, instead_of: str | None) -> None:
        """Move AWSCURRENT to a version."""
        ...


class Users(Protocol):
    """The users of the database."""

    def accepts(self, credential: Credential) -> bool:
        """Return whether the database lets the user in, with the rights of the application."""
        ...

    def set_password(self, credential: Credential, *, confirm: Callable[[], None]) -> None:
        """Set a user's password; create the user if there is none. One call at a time reaches `confirm`."""
        ...
