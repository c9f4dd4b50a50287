"""What the infrastructure tells a function through its environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from payments.errors import ConfigurationInvalid

_CA_BUNDLE = Path(__file__).parent / "certificates" / "amazon-rds-us-east-1.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSettings:
    """Where the database is, and whom to trust in its name."""

    host: str
    port: int
    name: str
    ca_file: Path

    @classmethod
    def from_environment(cls) -> DatabaseSettings:
        """Raises ConfigurationInvalid."""
        return cls(
            host=setting("DATABASE_HOST"),
            port=int(os.environ.get("DATABASE_PORT", "5432")),
            name=setting("DATABASE_NAME"),
            ca_file=Path(os.environ.get("DATABASE_CA_FILE") or _CA_BUNDLE),
        )


def tenancy_is_enforced() -> bool:
    """Whether callers act for their own merchants alone. The infrastructure says so. Raises ConfigurationInvalid.

    Outside of a stack, where no gateway names callers, nothing is said, and anybody acts for every merchant.
    """
    return setting_choice("PAYMENTS_TENANCY", "off", "enforced") == "enforced"


def setting(name: str) -> str:
    """A variable that must be set. Raises ConfigurationInvalid."""
    value = os.environ.get(name)
    if not value:
        raise ConfigurationInvalid(f"the environment variable {name} is not set")
    return value


def setting_choice(name: str, usual: str, other: str) -> str:
    """A variable that is one of two words, the usual one where it is not set. Raises ConfigurationInvalid."""
    value = os.environ.get(name, usual)
    if value not in (usual, other):
        raise ConfigurationInvalid(f"the environment variable {name} must be {usual} or {other}")
    return value
