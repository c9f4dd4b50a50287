"""Redact exceptions for logs: what went wrong and where, without a caller's, a row's or a secret's values.

PostgreSQL quotes the failing row in an error's details, botocore the argument that it could not send.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]  # botocore has no types

_MESSAGE: Final = "M"
_SHOWN: Final = {
    "C": "SQLSTATE",
    "s": "schema",
    "t": "table",
    "c": "column",
    "n": "constraint",
    "R": "routine",
    _MESSAGE: "message",
}
"""Fields of an error of PostgreSQL that hold no values (PostgreSQL documentation, Error and Notice Message Fields)."""
# Data exceptions, and what triggers raise: their messages quote values.
_QUOTING: Final = ("22", "P0", "23514")
_DIVISION_BY_ZERO: Final = "22012"


def redacted_traceback(fault: BaseException) -> str:
    """Return the redacted traceback of an exception and of its causes, the first cause first."""
    return "\n\nThis led to:\n\n".join(
        "".join(traceback.format_tb(one.__traceback__)) + f"{type(one).__qualname__}: {redacted_message(one)}"
        for one in reversed(list(_chain(fault)))
    )


def redacted_message(fault: BaseException) -> str:
    """Return the message of an exception without values."""
    if isinstance(fault, ClientError):
        return f"{fault.operation_name}: {fault.response.get('Error', {}).get('Code', '')}"
    if isinstance(fault, BotoCoreError):
        return "no answer, or none that could be asked for"
    fields = _postgres_fields(fault)
    return (
        str(fault)
        if fields is None
        else ", ".join(f"{name} {value}" for name, value in redacted_fields(fields).items())
    )


def redact(fault: BaseException) -> None:
    """Remove the values from an exception of PostgreSQL that is raised further."""
    fields = _postgres_fields(fault)
    if fields is not None:
        fault.args = (_safe_fields(fields),)


def redacted_fields(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of an error of PostgreSQL that hold no values, by name."""
    safe = _safe_fields(fields)
    return {name: str(safe[key]) for key, name in _SHOWN.items() if key in safe}


def _safe_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    code = str(fields.get("C", ""))
    quotes = code.startswith(_QUOTING) and code != _DIVISION_BY_ZERO
    return {key: value for key, value in fields.items() if key in _SHOWN and not (quotes and key == _MESSAGE)}


def _postgres_fields(fault: BaseException) -> Mapping[str, Any] | None:
    """Return the fields of pg8000's error, or None. Recognised by shape: not every function packages pg8000."""
    details = fault.args[0] if fault.args else None
    return details if isinstance(details, dict) and "C" in details else None


def _chain(fault: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = fault
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        hidden = following.__suppress_context__
        following = following.__cause__ or (None if hidden else following.__context__)
