"""The application's two users in PostgreSQL, members of one role that holds its privileges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types
from pg8000.native import identifier, literal  # type: ignore[import-untyped]  # see above

from adapters.database import Credential, Session
from adapters.database_errors import is_login_refused
from adapters.postgres_connection import connect
from adapters.scram import verifier
from adapters.settings import DatabaseSettings

T = TypeVar("T")

ROLE: Final = "payments_app"
USERS: Final = ("payments_app_a", "payments_app_b")

# Any number that no other advisory lock uses.
_LOCK: Final = 7_201_150_001
# The migration creates the role too, whichever comes first.
_MAKE_ROLE: Final = f"""
DO $$
BEGIN
    CREATE ROLE {ROLE} NOLOGIN;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$
"""
# A client that waits no longer does not end its statement: the server does. Set on the user, because SET in a session
# would pin it to the database proxy.
_ENDS: Final = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
}


class Transactions(Protocol):
    """Transactions of the master user."""

    def transaction(self, work: Callable[[Session], T]) -> T:
        """Run `work`, again if the connection broke."""
        ...


@dataclass(frozen=True, slots=True)
class DatabaseUsers:
    """Implements ports.Users."""

    settings: DatabaseSettings
    master: Transactions

    def accepts(self, credential: Credential) -> bool:
        """Return whether the database lets the user in, with the rights of the application."""
        try:
            session = connect(self.settings, credential)
        except DatabaseError as fault:
            if is_login_refused(fault):
                return False
            raise
        try:
            rows = session.run("SELECT pg_has_role(oid, 'USAGE') FROM pg_roles WHERE rolname = :role", role=ROLE)
        finally:
            session.close()
        return list(rows) == [[True]]

    def set_password(self, credential: Credential, *, confirm: Callable[[], None]) -> None:
        """Set a user's password; create the user if there is none. One call at a time reaches `confirm`."""

        def lock_confirm_and_set(session: Session) -> None:
            session.run("SET LOCAL lock_timeout = '10s'")
            session.run("SELECT pg_advisory_xact_lock(:lock)", lock=_LOCK)
            confirm()
            session.run(_MAKE_ROLE)
            known = session.run("SELECT 1 FROM pg_roles WHERE rolname = :name", name=credential.username)
            user = identifier(credential.username)
            password = literal(verifier(credential.password))
            ends = "".join(f"; ALTER ROLE {user} SET {name} = '{value}'" for name, value in _ENDS.items())
            session.run(f"{'ALTER' if known else 'CREATE'} ROLE {user} LOGIN PASSWORD {password}{ends}")
            session.run(f"GRANT {ROLE} TO {user}")

        self.master.transaction(lock_confirm_and_set)
