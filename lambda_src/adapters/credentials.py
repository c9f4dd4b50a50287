"""Read the database credential of the application from Secrets Manager."""

from __future__ import annotations

import json
from dataclasses import dataclass

from adapters.database import Credential
from adapters.secrets import secret_text
from payments.errors import ConfigurationInvalid


@dataclass(frozen=True, slots=True)
class SecretCredentials:
    """The AWSCURRENT version of a secret in RDS's layout, cached for five minutes."""

    secret: str

    def current(self, *, fresh: bool) -> Credential:
        """Return the credential. Raises TemporarilyUnavailable, also while the secret has no value,
        ConfigurationInvalid.
        """
        return credential_of(secret_text(self.secret, fresh=fresh))


def credential_of(text: str) -> Credential:
    """Return the credential in a secret's JSON. Raises ConfigurationInvalid, which quotes nothing of the secret."""
    try:
        fields = json.loads(text)
        return Credential(fields["username"], fields["password"])
    except (ValueError, KeyError, TypeError):
        raise ConfigurationInvalid("the secret of the database is not in the layout of RDS") from None
