"""A wire to a server that counts how often its client speaks and then waits for an answer."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass


@dataclass(slots=True)
class Wire:
    """`port` on localhost leads to the server. `round_trips`: of all connections, since it was set to 0."""

    port: int
    round_trips: int = 0

    def pump(self, client: socket.socket, server: socket.socket) -> None:
        """Carry what both send until one of them ends; whoever closes with something unread resets the connection."""
        with selectors.DefaultSelector() as selector, closing(client), closing(server), suppress(ConnectionError):
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            waits = False
            while True:
                for key, _ in selector.select():
                    data = key.fileobj.recv(65536)  # type: ignore[union-attr]  # sockets, as registered above
                    if not data:
                        return
                    self.round_trips += key.fileobj is client and not waits
                    waits = key.fileobj is client
                    key.data.sendall(data)


@contextmanager
def wire_to(host: str, port: int) -> Iterator[Wire]:
    """A wire to a server, for as long as the block lasts."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        wire = Wire(listener.getsockname()[1])

        def accept() -> None:
            while True:
                try:
                    client = listener.accept()[0]
                    server = socket.create_connection((host, port))
                except OSError:
                    return
                threading.Thread(target=wire.pump, args=(client, server), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield wire
