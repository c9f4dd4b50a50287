"""Read the environment variables that the infrastructure sets."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from payments.errors import ConfigurationInvalid

_CA_BUNDLE = Path(__file__).parent / "certificates" / "amazon-rds-us-east-1.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSettings:
    """Address, name and CA bundle of the database."""

    host: str
    port: int
    name: str
    ca_file: Path

    @classmethod
    def from_environment(cls) -> DatabaseSettings:
        """Read the DATABASE_ variables. Raises ConfigurationInvalid."""
        return cls(
            host=setting("DATABASE_HOST"),
            port=int(os.environ.get("DATABASE_PORT", "5432")),
            name=setting("DATABASE_NAME"),
            ca_file=Path(os.environ.get("DATABASE_CA_FILE") or _CA_BUNDLE),
        )


def tenancy_is_enforced() -> bool:
    """Return whether callers may act for their own merchants alone. Raises ConfigurationInvalid.

    Outside of a stack no gateway names callers: PAYMENTS_TENANCY is unset, and every caller acts for every merchant.
    """
    return setting_choice("PAYMENTS_TENANCY", "off", "enforced") == "enforced"


def setting(name: str) -> str:
    """Return a variable that must be set. Raises ConfigurationInvalid."""
    value = os.environ.get(name)
    if not value:
        raise ConfigurationInvalid(f"the environment variable {name} is not set")
    return value


def setting_choice(name: str, default: str, other: str) -> str:
    """Return a variable that is one of two words, the first if it is not set. Raises ConfigurationInvalid."""
    value = os.environ.get(name, default)
    if value not in (default, other):
        raise ConfigurationInvalid(f"the environment variable {name} must be {default} or {other}")
    return value
