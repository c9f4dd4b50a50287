"""A connection to PostgreSQL over TLS that calls a function of the database in one round trip.

pg8000 waits for the server after each of parse, describe and execute. Here they go out together, as the protocol
allows. The statement has no name, so that nothing of it stays in the session and RDS Proxy need not pin it; its values
travel beside it and stand in no log and no statement that a monitor shows.
Source: PostgreSQL, Frontend/Backend Protocol, Extended Query and Pipelining.
"""

from __future__ import annotations

import json
import ssl
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from pg8000.core import Context  # type: ignore[import-untyped]  # pg8000 has no types
from pg8000.exceptions import InterfaceError  # type: ignore[import-untyped]  # see above
from pg8000.native import Connection  # type: ignore[import-untyped]  # see above

from adapters.settings import DatabaseSettings

if TYPE_CHECKING:
    from adapters.database import Credential

TIMEOUT_SECONDS: Final = 6
"""All attempts together must end before the function's own time does, or its caller is answered by the balancer."""
_SCHEMA: Final = "ledger"
_SYNC: Final = b"S\x00\x00\x00\x04"
_EXECUTE_ALL: Final = b"E\x00\x00\x00\x09\x00\x00\x00\x00\x00"


class LedgerConnection(Connection):  # type: ignore[misc]  # see above
    """pg8000's connection, and `call`."""

    def call(self, function: str, *arguments: str) -> Any:
        """What a function of the ledger returns, from JSON; the statement is a transaction of its own."""
        places = ", ".join(f"${number}" for number in range(1, len(arguments) + 1))
        statement = f"SELECT {_SCHEMA}.{function}({places})"
        context = Context(statement, columns=[], input_funcs=[json.loads])
        self._send(_parse(statement) + _bind(arguments) + _EXECUTE_ALL + _SYNC)
        self.handle_messages(context)
        return context.rows[0][0]

    def _send(self, messages: bytes) -> None:
        if self._sock is None:
            raise InterfaceError("connection is closed")
        self._sock.write(messages)
        self._sock.flush()


def _parse(statement: str) -> bytes:
    return _message(b"P", b"\x00" + statement.encode() + b"\x00" + struct.pack("!h", 0))


def _bind(arguments: Sequence[str]) -> bytes:
    """All values and results are texts."""
    values = [argument.encode() for argument in arguments]
    sized = b"".join(struct.pack("!i", len(value)) + value for value in values)
    return _message(b"B", b"\x00\x00" + struct.pack("!hh", 0, len(values)) + sized + struct.pack("!h", 0))


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def connect(
    settings: DatabaseSettings, credential: Credential, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> LedgerConnection:
    """A new connection over TLS 1.2 or newer, with the server's certificate and name verified (verify-full)."""
    context = ssl.create_default_context(cafile=str(settings.ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return LedgerConnection(
        credential.username,
        password=credential.password,
        host=settings.host,
        port=settings.port,
        database=settings.name,
        ssl_context=context,
        timeout=timeout_seconds,
        application_name="payments",
    )
