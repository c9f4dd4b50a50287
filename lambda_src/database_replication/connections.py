"""Open sessions for replication: long statements, no search path, and verified TLS."""

from __future__ import annotations

import json
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pg8000.exceptions import InterfaceError  # type: ignore[import-untyped]  # pg8000 has no types
from pg8000.native import Connection  # type: ignore[import-untyped]  # see above

from adapters.database import Credential
from adapters.secrets import secret_text
from adapters.settings import DatabaseSettings
from payments.errors import ConfigurationInvalid

STATEMENT_SECONDS: Final = 60
_CONNECT_SECONDS: Final = 5
_NETWORK_SECONDS: Final = 5

# Values as texts must be the same on both sides, however their servers are set up; a client that is gone is noticed.
_CANONICAL_SETTINGS: Final = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "iso_8601",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "lc_monetary": "C",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerTrust:
    """How a server is verified: a CA as file or PEM (neither: public CAs), and the name on its certificate."""

    ca_file: Path | None = None
    authority: str | None = None
    server_name: str | None = None

    @classmethod
    def of_secret(cls, secret: str) -> ServerTrust:
        """Read the fields of a secret beside username and password. Raises ConfigurationInvalid,
        TemporarilyUnavailable.
        """
        try:
            fields = json.loads(secret_text(secret))
            return cls(authority=fields.get("certificateAuthority"), server_name=fields.get("serverName"))
        except (ValueError, AttributeError):
            raise ConfigurationInvalid("the secret of the database on-premises is no JSON object") from None

    def connect(self, settings: DatabaseSettings, credential: Credential, *, timeout_seconds: float) -> Any:
        """Return a new session; the server cancels its statements before the client's time-out."""
        return Connection(
            credential.username,
            password=credential.password,
            host=self.server_name or settings.host,
            database=settings.name,
            sock=_socket(settings, timeout_seconds),
            ssl_context=self._context(),
            application_name="payments-replication",
            startup_params={
                **_CANONICAL_SETTINGS,
                "search_path": "pg_catalog",
                "statement_timeout": f"{timeout_seconds - _NETWORK_SECONDS:.0f}s",
            },
        )

    def _context(self) -> ssl.SSLContext:
        cafile = str(self.ca_file) if self.ca_file else None
        context = ssl.create_default_context(cafile=cafile, cadata=self.authority)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def _socket(settings: DatabaseSettings, timeout_seconds: float) -> socket.socket:
    """Return a socket: a server that is away is known after seconds, a statement may take as long as its time-out."""
    try:
        sock = socket.create_connection((settings.host, settings.port), _CONNECT_SECONDS)
    except OSError as fault:
        raise InterfaceError("no connection") from fault
    sock.settimeout(timeout_seconds)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return sock
