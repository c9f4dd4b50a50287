"""Hands a request over to the other side, which answers it by itself and hands nothing over again.

It is the balancer's event with `handedOver` beside: no caller can put anything there. A call is made once: what may
have been done must not be done twice by us, and what was surely not done is the caller's to repeat.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from botocore.config import Config  # type: ignore[import-untyped]  # botocore has no types
from botocore.exceptions import (  # type: ignore[import-untyped]  # see above
    ConnectTimeoutError,
    EndpointConnectionError,
)

from adapters.aws import AWS_ERRORS, TooLate, client
from adapters.deadline import remaining_seconds
from adapters.logs import logger
from adapters.metrics import count
from payments.errors import OutcomeUnknown, TemporarilyUnavailable

HANDED_OVER: Final = "handedOver"
_CORRELATION_ID: Final = "x-correlation-id"
_SECONDS_TO_ANSWER: Final = 1.0
# How long to wait for the other side: the longest that leaves time to answer. A few values, as each has a client.
_READ_TIMEOUTS: Final = (25, 20, 15, 10, 5)
_NEVER_SENT: Final = (ConnectTimeoutError, EndpointConnectionError, TooLate)


def is_handed_over(event: Mapping[str, Any]) -> bool:
    """Whether the other side has asked: then the answer is given here, or nowhere."""
    return event.get(HANDED_OVER) is True


@dataclass(frozen=True, slots=True)
class PeerFunction:
    """`function` is the name or ARN of the other side's function, with its alias."""

    function: str

    def forward(self, event: Mapping[str, Any], *, writes: bool) -> tuple[int, str]:
        """Status and body of the answer. Raises TemporarilyUnavailable; OutcomeUnknown where it may have written."""
        if is_handed_over(event):
            # Neither side takes itself for the owner: a claim is being made, or somebody has turned the aliases round.
            logger.error("handed_over_to_one_who_is_not_the_owner")
            raise TemporarilyUnavailable
        count("HandedOver")
        unknown = OutcomeUnknown if writes else TemporarilyUnavailable
        returned = self._returned(_payload(event), unknown)
        if not _is_http_response(returned):
            raise unknown
        return returned["statusCode"], returned["body"]

    def run_task(self, task: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the other side says of a task, which is no request of a caller's. Raises TemporarilyUnavailable."""
        return self._returned(json.dumps(task).encode(), TemporarilyUnavailable)

    def _returned(self, payload: bytes, unknown: type[TemporarilyUnavailable]) -> Mapping[str, Any]:
        config = _config(_read_timeout())
        try:
            response = client("lambda", config).invoke(FunctionName=self.function, Payload=payload)
            returned = json.loads(response["Payload"].read())
        except AWS_ERRORS as fault:
            raise (unknown if _may_have_run(fault) else TemporarilyUnavailable) from fault
        except ValueError:
            raise unknown from None
        if "FunctionError" in response or not isinstance(returned, Mapping):
            logger.error("other_side_failed", function=self.function)
            raise unknown
        return returned


def _payload(event: Mapping[str, Any]) -> bytes:
    """Under one correlation id, whoever has given it."""
    changed = {**event, HANDED_OVER: True}
    correlation_id = logger.get_correlation_id()
    for kind, value in (("headers", correlation_id), ("multiValueHeaders", [correlation_id])):
        if correlation_id and isinstance(event.get(kind), Mapping):
            others = {name: v for name, v in event[kind].items() if name.lower() != _CORRELATION_ID}
            changed[kind] = {**others, _CORRELATION_ID: value}
    return json.dumps(changed).encode()


def _read_timeout() -> int:
    left = remaining_seconds() - _SECONDS_TO_ANSWER
    fitting = [seconds for seconds in _READ_TIMEOUTS if seconds <= left]
    if not fitting:
        raise TemporarilyUnavailable
    return fitting[0]


@cache
def _config(patience_seconds: int) -> Config:
    return Config(connect_timeout=1, read_timeout=patience_seconds, retries={"total_max_attempts": 1})


def _may_have_run(fault: Exception) -> bool:
    """Lambda refuses with 4xx what it does not run: throttled, unknown, not allowed."""
    if isinstance(fault, _NEVER_SENT):
        return False
    response: Mapping[str, Any] = getattr(fault, "response", None) or {}
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    return not 400 <= int(status) < 500


def _is_http_response(returned: Mapping[str, Any]) -> bool:
    return isinstance(returned.get("statusCode"), int) and isinstance(returned.get("body"), str)
