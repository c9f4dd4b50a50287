"""Encode and decode the messages of PostgreSQL's protocol for one function call.

Source: PostgreSQL, Frontend/Backend Protocol, Message Formats.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, Protocol

from pg8000.exceptions import InterfaceError  # type: ignore[import-untyped]  # pg8000 has no types

DATA_ROW: Final = b"D"
READY_FOR_QUERY: Final = b"Z"
_EXECUTE_AND_SYNC: Final = b"E\x00\x00\x00\x09\x00\x00\x00\x00\x00" + b"S\x00\x00\x00\x04"
_AT_ONCE: Final = 65536
_HEADER_BYTES: Final = 5
_NULL: Final = -1


class Socket(Protocol):
    """The receiving side of a socket."""

    def recv(self, size: int, /) -> bytes:
        """Wait for up to `size` bytes; none once the server has closed the connection."""
        ...


def call_messages(function: str, arguments: Sequence[str]) -> bytes:
    """Return Parse, Bind, Execute and Sync of one unnamed statement. All values and results are texts."""
    values = [argument.encode() for argument in arguments]
    sized = b"".join(struct.pack("!i", len(value)) + value for value in values)
    bind = b"\x00\x00" + struct.pack("!hh", 0, len(values)) + sized + struct.pack("!h", 0)
    return _parse(function, len(values)) + _message(b"B", bind) + _EXECUTE_AND_SYNC


def messages(sock: Socket) -> Iterator[tuple[bytes, bytes]]:
    """Yield type and body of each message. Raises InterfaceError at the end of the connection."""
    received = bytearray()
    while True:
        while len(received) < (size := _size(received)):
            packet = sock.recv(_AT_ONCE)
            if not packet:
                raise InterfaceError("network error")
            received += packet
        message = bytes(received[:size])
        del received[:size]
        yield message[:1], message[_HEADER_BYTES:]


def first_value(row: bytes) -> str | None:
    """Return the first value of a DataRow of texts; None for NULL."""
    size: int = struct.unpack_from("!i", row, 2)[0]
    return None if size == _NULL else row[6 : 6 + size].decode()


@lru_cache
def _parse(function: str, arguments: int) -> bytes:
    places = ", ".join(f"${number}" for number in range(1, arguments + 1))
    return _message(b"P", b"\x00" + f"SELECT {function}({places})".encode() + b"\x00" + struct.pack("!h", 0))


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def _size(received: bytearray) -> int:
    """Return the bytes of the next message, or of its header while that is incomplete."""
    if len(received) < _HEADER_BYTES:
        return _HEADER_BYTES
    length: int = struct.unpack_from("!i", received, 1)[0]
    return 1 + length
