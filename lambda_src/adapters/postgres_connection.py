"""Connect to PostgreSQL over TLS, and call a function of the database in one round trip.

pg8000 waits for the server after each of Parse, Describe and Execute, and reads each message in two pieces. Here they
are pipelined, as the protocol allows, and the answer is read as it arrives. The statement is unnamed, so that nothing
of it stays in the session and RDS Proxy need not pin it; its values travel as parameters and are in no log and no
monitored statement.

Source: PostgreSQL, Frontend/Backend Protocol, Extended Query and Pipelining.
"""

from __future__ import annotations

import json
import ssl
from typing import TYPE_CHECKING, Any, Final

from pg8000.core import Context  # type: ignore[import-untyped]  # pg8000 has no types
from pg8000.exceptions import InterfaceError  # type: ignore[import-untyped]  # see above
from pg8000.native import Connection  # type: ignore[import-untyped]  # see above

from adapters.postgres_protocol import DATA_ROW, READY_FOR_QUERY, call_messages, first_value, messages
from adapters.settings import DatabaseSettings

if TYPE_CHECKING:
    from adapters.database import Credential

TIMEOUT_SECONDS: Final = 6
"""All attempts together must end before the function's own time does, or its caller is answered by the balancer."""
_SCHEMA: Final = "ledger"


class LedgerConnection(Connection):  # type: ignore[misc]  # see above
    """pg8000's connection with `call`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._messages = messages(self._usock)

    def call(self, function: str, *arguments: str) -> Any:
        """Return the JSON result of a function of the ledger; the statement is its own transaction."""
        if self._usock is None:
            raise InterfaceError("connection is closed")
        self._usock.sendall(call_messages(f"{_SCHEMA}.{function}", arguments))
        value = self._value(Context(function))
        return None if value is None else json.loads(value)

    def _value(self, context: Any) -> str | None:
        """Return the first value of the last row. Raises the server's error once the session is ready again."""
        value = None
        for kind, body in self._messages:
            if kind == DATA_ROW:
                value = first_value(body)
                continue
            self.message_types[kind](body, context)
            if kind == READY_FOR_QUERY:
                break
        else:
            # An earlier answer was not read to its end: these messages may be the rest of it.
            raise InterfaceError("connection is out of step")
        if context.error is not None:
            raise context.error
        return value


def connect(
    settings: DatabaseSettings, credential: Credential, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> LedgerConnection:
    """Return a new connection over TLS 1.2 or newer that verifies the server's certificate and name (verify-full)."""
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
