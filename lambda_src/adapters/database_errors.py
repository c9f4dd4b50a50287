"""Classify errors of PostgreSQL and of the connection by whether a statement may be repeated."""

from __future__ import annotations

import struct
from typing import Final

from pg8000.exceptions import DatabaseError, InterfaceError  # type: ignore[import-untyped]  # pg8000 has no types

CONNECTION_ERRORS: Final = (InterfaceError, OSError, struct.error)
# RDS Proxy answers 28000 for a user whom the secret no longer names.
_LOGIN_REFUSED: Final = frozenset({"28P01", "28000"})
# Rolled back for a transient cause: serialisation failure, deadlock, a concurrent key, a lock or statement time-out.
REPEATABLE: Final = frozenset({"40001", "40P01", "23505", "55P03", "57014"})
# A writer that became a reader; shutdown, recovery, crash, too many connections.
_READ_ONLY: Final = "25006"
CONNECTION_LOST: Final = frozenset(
    {_READ_ONLY, "57P01", "57P02", "57P03", "57P05", "25P03", "53300", "08000", "08003", "08006"}
)


def sqlstate(fault: BaseException) -> str:
    """Return the SQLSTATE of an error, or an empty text."""
    details = fault.args[0] if fault.args else None
    return str(details.get("C", "")) if isinstance(details, dict) else ""


def is_login_refused(fault: BaseException) -> bool:
    """Return whether the user, the password or the right to log in was refused."""
    return sqlstate(fault) in _LOGIN_REFUSED


def may_have_committed(fault: Exception) -> bool:
    """Return whether the server may have committed: an error of the statement itself says that it has not."""
    return not isinstance(fault, DatabaseError) or sqlstate(fault) in CONNECTION_LOST - {_READ_ONLY}
