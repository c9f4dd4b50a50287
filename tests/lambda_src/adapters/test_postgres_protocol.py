"""Messages to and from PostgreSQL, in whatever pieces they come."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest
from pg8000.exceptions import InterfaceError  # type: ignore[import-untyped]  # pg8000 has no types

from adapters.database import Credential
from adapters.postgres_connection import connect
from adapters.postgres_protocol import call_messages, first_value, messages
from adapters.settings import DatabaseSettings
from tests.support.postgres import Postgres


def _sent(kind: bytes, body: bytes = b"") -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


ANSWER = _sent(b"1") + _sent(b"D", b"\x00\x01\x00\x00\x00\x02[]") + _sent(b"Z", b"I")


class Pieces:
    """A socket from which these bytes come, some at a time."""

    def __init__(self, sent: bytes, size: int) -> None:
        self.pieces = [sent[at : at + size] for at in range(0, len(sent), size)]

    def recv(self, size: int) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""


@pytest.mark.parametrize("size", [1, 4, 5, 7, len(ANSWER)])
def test_messages_are_read_in_whatever_pieces_they_come(size: int) -> None:
    read: Iterator[tuple[bytes, bytes]] = messages(Pieces(ANSWER, size))
    assert [next(read) for _ in range(3)] == [(b"1", b""), (b"D", b"\x00\x01\x00\x00\x00\x02[]"), (b"Z", b"I")]


def test_a_connection_that_ends_within_a_message_is_an_error() -> None:
    read = messages(Pieces(ANSWER[:8], 8))
    next(read)
    with pytest.raises(InterfaceError, match="network error"):
        next(read)


@pytest.mark.parametrize(
    ("row", "value"),
    [(b"\x00\x01\x00\x00\x00\x06\xe2\x82\xac\xe2\x82\xac", "€€"), (b"\x00\x01\xff\xff\xff\xff", None)],
)
def test_a_row_has_a_text_or_nothing(row: bytes, value: str | None) -> None:
    assert first_value(row) == value


def test_values_travel_beside_a_statement_without_a_name() -> None:
    sent = call_messages("ledger.f", ["a'b", "€"])
    assert b"P\x00\x00\x00\x1f\x00SELECT ledger.f($1, $2)\x00\x00\x00" in sent
    assert b"\x00\x00\x00\x03a'b\x00\x00\x00\x03\xe2\x82\xac" in sent


def test_after_an_answer_that_was_not_read_a_connection_gives_none_of_another_call(postgres: Postgres) -> None:
    """Or what the first call was answered would be told as the second's."""
    settings = DatabaseSettings(host=postgres.host, port=postgres.port, name="postgres", ca_file=postgres.ca_file)
    connection = connect(settings, Credential(postgres.username, postgres.password))
    secured = connection._usock

    class Interrupted:
        sendall = staticmethod(secured.sendall)

        def recv(self, size: int) -> bytes:
            raise KeyboardInterrupt

    connection._usock, connection._messages = Interrupted(), messages(Interrupted())
    with pytest.raises(KeyboardInterrupt):
        connection.call("first")
    with pytest.raises(InterfaceError, match="out of step"):
        connection.call("second")
    secured.close()
