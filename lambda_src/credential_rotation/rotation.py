"""The four steps of a rotation. Any of them may come twice, late or after a crash in the middle of another.

Two users alternate. The one that the current version names is never touched, so that whoever reads the secret can log
in, before, during and after a rotation; the previous version's user keeps its password until the next rotation.

Source: Secrets Manager user guide, "Lambda rotation functions".
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Final

from adapters.credentials import credential_of
from adapters.database import Credential
from adapters.settings import DatabaseSettings
from credential_rotation.ports import CURRENT, PENDING, StagingLabels, Users, Versions

_ENGINE: Final = "postgres"
# Hexadecimal: no shell, URL or SQL reads more into it. 64 characters hold 256 bits.
_PASSWORD_BYTES: Final = 32


class RotationRefused(Exception):
    """The step does not fit the state of the secret. The message holds names and ids, no values."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """Each step takes the id of the version that is rotated to, and raises RotationRefused if it must not act."""

    versions: Versions
    users: Users
    settings: DatabaseSettings
    usernames: tuple[str, str]

    def create(self, version: str) -> None:
        """createSecret: put a value into the version, once.

        Secrets Manager makes the first value of a secret current at once. So the first user is created before it.
        """
        labels = self.versions.labels()
        # An empty secret need not list the version before it has a value.
        if labels:
            _check_in_rotation(version, labels)
            if self.versions.value(version) is not None:
                return
        current = self._current(labels)
        credential = Credential(self._next_name(current), secrets.token_hex(_PASSWORD_BYTES))
        if current is None:
            self.users.set_password(credential, confirm=self._confirm_first)
        self.versions.put_value(version, self._text(credential))

    def set(self, version: str) -> None:
        """setSecret: set the version's password in the database."""
        credential = self._credential(version, self.versions.labels())
        if not self.users.accepts(credential):
            self.users.set_password(credential, confirm=lambda: self._confirm_unused(version, credential))

    def test(self, version: str) -> None:
        """testSecret: log in with the version's credential."""
        self._test(version, self.versions.labels())

    def finish(self, version: str) -> None:
        """finishSecret: make the version current. It is tested again: steps may be left out or come late."""
        labels = self.versions.labels()
        current = _current_version(labels)
        if current == version:
            return
        self._test(version, labels)
        self.versions.make_current(version, instead_of=current)

    def _test(self, version: str, labels: StagingLabels) -> None:
        if not self.users.accepts(self._credential(version, labels)):
            raise RotationRefused(f"the database does not accept the credential of version {version}")

    def _credential(self, version: str, labels: StagingLabels) -> Credential:
        _check_in_rotation(version, labels)
        text = self.versions.value(version)
        if text is None:
            raise RotationRefused(f"version {version} has no value: createSecret comes first")
        credential = credential_of(text)
        if credential.username not in self.usernames:
            raise RotationRefused(f"version {version} names a user that is not rotated")
        return credential

    def _current(self, labels: StagingLabels) -> Credential | None:
        version = _current_version(labels)
        if version is None:
            return None
        text = self.versions.value(version)
        if text is None:
            raise RotationRefused(f"version {version} is the current one, but has no value")
        return credential_of(text)

    def _next_name(self, current: Credential | None) -> str:
        first, second = self.usernames
        return second if current is not None and current.username == first else first

    def _text(self, credential: Credential) -> str:
        """Return the secret's JSON in the layout that RDS, its proxy and its tools read."""
        return json.dumps(
            {
                "engine": _ENGINE,
                "host": self.settings.host,
                "port": self.settings.port,
                "dbname": self.settings.name,
                "username": credential.username,
                "password": credential.password,
            }
        )

    def _confirm_first(self) -> None:
        if _current_version(self.versions.labels()) is not None:
            raise RotationRefused("the secret got its first value by another call")

    def _confirm_unused(self, version: str, credential: Credential) -> None:
        """Raise if a late step would change a password that a newer rotation has set, or one that is in use."""
        labels = self.versions.labels()
        _check_in_rotation(version, labels)
        if _current_version(labels) == version:
            return
        current = self._current(labels)
        if current is not None and current.username == credential.username:
            raise RotationRefused(f"version {version} names the user that is in use: cancel this rotation")


def _check_in_rotation(version: str, labels: StagingLabels) -> None:
    if not {CURRENT, PENDING}.intersection(labels.get(version, ())):
        raise RotationRefused(f"version {version} is neither pending nor current: its rotation is over or never was")


def _current_version(labels: StagingLabels) -> str | None:
    return next((version for version, its_labels in labels.items() if CURRENT in its_labels), None)
