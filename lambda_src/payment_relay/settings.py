"""Read the addresses and time-outs of the system on-premises from environment variables."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.settings import setting
from payments.errors import ConfigurationInvalid


@dataclass(frozen=True, slots=True)
class Address:
    """An IP address or host name, and a port."""

    host: str
    port: int

    @classmethod
    def of(cls, text: str) -> Address:
        """Parse `192.168.10.11:8443` or `[fd00::1]:8443`. Raises ConfigurationInvalid."""
        host, _, port = text.strip().rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise ConfigurationInvalid("RELAY_ADDRESSES must be addresses with ports, such as 192.168.10.11:8443")
        return cls(host.strip("[]"), int(port))


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaySettings:
    """`server_name` is what the certificate must name. `certificates` names a secret, or is None."""

    addresses: Sequence[Address]
    server_name: str
    timeout_seconds: float
    connect_timeout_seconds: float
    certificates: str | None

    @classmethod
    def from_environment(cls) -> RelaySettings:
        """Read the RELAY_ variables. Raises ConfigurationInvalid."""
        return cls(
            addresses=tuple(map(Address.of, setting("RELAY_ADDRESSES").split(","))),
            server_name=setting("RELAY_SERVER_NAME"),
            timeout_seconds=_seconds("RELAY_TIMEOUT_SECONDS", "10"),
            connect_timeout_seconds=_seconds("RELAY_CONNECT_TIMEOUT_SECONDS", "2"),
            certificates=os.environ.get("SECRET_RELAY_CERTIFICATES") or None,
        )


def _seconds(name: str, usual: str) -> float:
    try:
        seconds = float(os.environ.get(name) or usual)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 900:
        raise ConfigurationInvalid(f"the environment variable {name} must be a number of seconds")
    return seconds
