"""What listens where X-Ray's daemon would, and keeps the segments that it is sent."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class XrayDaemon:
    """A socket on the loopback interface."""

    socket: socket.socket

    def variables(self) -> Mapping[str, str]:
        """The environment in which Lambda traces an invocation, and sends what it traced here."""
        port = self.socket.getsockname()[1]
        return {
            "AWS_XRAY_DAEMON_ADDRESS": f"127.0.0.1:{port}",
            "_X_AMZN_TRACE_ID": "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1",
        }

    def segments(self) -> list[dict[str, Any]]:
        """What arrived since the last look."""
        found: list[dict[str, Any]] = []
        while True:
            try:
                datagram = self.socket.recv(65536).decode()
            except BlockingIOError:
                return found
            found.append(json.loads(datagram.partition("\n")[2]))


@contextmanager
def xray_daemon() -> Iterator[XrayDaemon]:
    """Listens until the end."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.setblocking(False)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        yield XrayDaemon(listener)
