"""Read values of Secrets Manager, cached for five minutes."""

from __future__ import annotations

from functools import cache
from typing import Final

from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from adapters.aws import client
from payments.errors import TemporarilyUnavailable

MAX_AGE_SECONDS: Final = 300


def secret_text(name: str, *, fresh: bool = False) -> str:
    """Return the AWSCURRENT version. Raises TemporarilyUnavailable, also while the secret has no value."""
    try:
        return str(_provider().get(name, max_age=MAX_AGE_SECONDS, force_fetch=fresh, VersionStage="AWSCURRENT"))
    except GetParameterError as fault:
        raise TemporarilyUnavailable from fault


@cache
def _provider() -> SecretsProvider:
    return SecretsProvider(boto3_client=client("secretsmanager"))
