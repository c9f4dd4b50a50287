"""Read JSON parameters of Parameter Store once a minute, so that a change needs no deployment.

An invalid value never replaces a valid one. A new execution environment, which has none, goes back through the
parameter's versions.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from aws_lambda_powertools import Logger

from adapters.aws import AWS_ERRORS, client
from adapters.metrics import count
from payments.errors import ConfigurationInvalid, TemporarilyUnavailable

T = TypeVar("T")

MAX_AGE_SECONDS: Final = 60
_MAX_OLDER_VERSIONS: Final = 5
_NOT_USABLE: Final[tuple[type[Exception], ...]] = (ConfigurationInvalid, *AWS_ERRORS)
INVALID_PARAMETER: Final = "invalid_parameter"
"""The field `event` of the line that says that a value does not parse, and that an older one is used."""
_logger = Logger(child=True)


@dataclass(slots=True)
class _Cached:
    version: int
    value: Any
    read_at: float


_cache: dict[str, _Cached] = {}


def parsed_parameter(name: str, parse: Callable[[object], T], *, now: Callable[[], float] = time.time) -> T:
    """Return the newest value that `parse` accepts, or the cached one while Parameter Store does not answer.

    Raises TemporarilyUnavailable if Parameter Store never answered, ConfigurationInvalid if no version is valid. `now`
    is wall-clock time: a monotonic clock may stand still while the environment is frozen.
    """
    cached, moment = _cache.get(name), now()
    if cached is None or not 0 <= moment - cached.read_at < MAX_AGE_SECONDS:
        cached = _cache[name] = _Cached(*_refreshed(name, parse, cached), moment)
    return cast("T", cached.value)


def _refreshed(name: str, parse: Callable[[object], T], cached: _Cached | None) -> tuple[int, T]:
    try:
        version, text = _read(name)
    except AWS_ERRORS as fault:
        if cached is None:
            raise TemporarilyUnavailable from fault
        _logger.warning("parameter_not_read", parameter=name)
        return cached.version, cached.value
    if cached is not None and cached.version == version:
        return version, cached.value
    try:
        return version, _parsed(name, text, parse)
    except ConfigurationInvalid as fault:
        count("ParameterInvalid", event=INVALID_PARAMETER, parameter=name, reason=str(fault))
        return (cached.version, cached.value) if cached else _newest_valid(name, version, parse, fault)


def _newest_valid(name: str, version: int, parse: Callable[[object], T], fault: ConfigurationInvalid) -> tuple[int, T]:
    for older in range(version - 1, max(0, version - 1 - _MAX_OLDER_VERSIONS), -1):
        try:
            return older, _parsed(name, _read(f"{name}:{older}")[1], parse)
        except _NOT_USABLE:
            continue
    raise fault


def _parsed(name: str, text: str, parse: Callable[[object], T]) -> T:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise ConfigurationInvalid(f"the parameter {name} is not JSON") from None
    return parse(value)


def _read(name: str) -> tuple[int, str]:
    parameter = client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]
    return int(parameter["Version"]), str(parameter["Value"])
