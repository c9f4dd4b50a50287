"""JSON values of Parameter Store, read again once a minute, so that a change needs no deployment."""

from __future__ import annotations

import json
from functools import cache
from typing import Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.parameters import SSMProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from adapters.aws import client
from payments.errors import ConfigurationInvalid, TemporarilyUnavailable

MAX_AGE_SECONDS: Final = 60
_logger = Logger(child=True)
_last_good: dict[str, str] = {}


def json_parameter(name: str) -> object:
    """The parsed value; the last one read while Parameter Store doesn't answer.

    Raises TemporarilyUnavailable when it never did, ConfigurationInvalid when the value is no JSON.
    """
    try:
        _last_good[name] = str(_provider().get(name, max_age=MAX_AGE_SECONDS, decrypt=True))
    except GetParameterError as fault:
        if name not in _last_good:
            raise TemporarilyUnavailable from fault
        _logger.warning("parameter_not_read", parameter=name)
    try:
        return json.loads(_last_good[name])
    except ValueError:
        raise ConfigurationInvalid(f"the parameter {name} is not JSON") from None


@cache
def _provider() -> SSMProvider:
    return SSMProvider(boto3_client=client("ssm"))
