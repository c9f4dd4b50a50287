"""The application's database credential in Secrets Manager."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Final

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from adapters.aws import client
from adapters.database import Credential
from payments.errors import ConfigurationInvalid, TemporarilyUnavailable

MAX_AGE_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class SecretCredentials:
    """The AWSCURRENT version of a secret in the layout of RDS, cached for five minutes."""

    secret: str

    def current(self, *, fresh: bool) -> Credential:
        """Raises TemporarilyUnavailable, also while the secret has no value yet, and ConfigurationInvalid."""
        return credential_of(secret_text(self.secret, fresh=fresh))


def secret_text(secret: str, *, fresh: bool = False) -> str:
    """The AWSCURRENT version of a secret. Raises TemporarilyUnavailable, also while it has no value yet."""
    try:
        return str(_provider().get(secret, max_age=MAX_AGE_SECONDS, force_fetch=fresh, VersionStage="AWSCURRENT"))
    except GetParameterError as fault:
        raise TemporarilyUnavailable from fault


def credential_of(text: str) -> Credential:
    """The user and password of a secret's JSON. The message of ConfigurationInvalid quotes nothing of it."""
    try:
        fields = json.loads(text)
        return Credential(fields["username"], fields["password"])
    except (ValueError, KeyError, TypeError):
        raise ConfigurationInvalid("the secret of the database is not in the layout of RDS") from None


@cache
def _provider() -> SecretsProvider:
    return SecretsProvider(boto3_client=client("secretsmanager"))
