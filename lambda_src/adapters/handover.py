"""Hand a request over to the other system's function, which answers it without handing it over again.

The payload is the balancer's event with `handedOver` added, which no caller can set. A call is made once: a repetition
could book twice, and what certainly did not run is the caller's to repeat.
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
# In seconds; the longest that leaves time to answer is used. A few values, as each has a client.
_READ_TIMEOUTS: Final = (25, 20, 15, 10, 5)
_NEVER_SENT: Final = (ConnectTimeoutError, EndpointConnectionError, TooLate)


def is_handed_over(event: Mapping[str, Any]) -> bool:
    """Return whether the other system has sent the event: then it is answered here, or not at all."""
    return event.get(HANDED_OVER) is True


@dataclass(frozen=True, slots=True)
class PeerFunction:
    """The other system's function, by the name or ARN of its alias."""

    function: str

    def forward(self, event: Mapping[str, Any], *, writes: bool) -> tuple[int, str]:
        """Return status and body of its response. Raises TemporarilyUnavailable; OutcomeUnknown if it
        may have written.
        """
        if is_handed_over(event):
            # Neither system is the owner: a claim is being made, or the aliases are swapped.
            logger.error("handed_over_to_one_who_is_not_the_owner")
            raise TemporarilyUnavailable
        count("HandedOver")
        unknown = OutcomeUnknown if writes else TemporarilyUnavailable
        returned = self._returned(_payload(event), unknown)
        if not _is_http_response(returned):
            raise unknown
        return returned["statusCode"], returned["body"]

    def run_task(self, task: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return its result for a task, which is no request. Raises TemporarilyUnavailable."""
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
    """Return the event with the correlation id of this request."""
    changed = {**event, HANDED_OVER: True}
    correlation_id = logger.get_correlation_id()
    for kind, value in (("headers", correlation_id), ("multiValueHeaders", [correlation_id])):
        if correlation_id and isinstance(event.get(kind), Mapping):
            others = {name: v for name, v in event[kind].items() if name.lower() != _CORRELATION_ID}
            changed[kind] = {**others, _CORRELATION_ID: value}
    return json.dumps(changed).encode()


def _read_timeout() -> int:
    seconds_left = remaining_seconds() - _SECONDS_TO_ANSWER
    fitting = [seconds for seconds in _READ_TIMEOUTS if seconds <= seconds_left]
    if not fitting:
        raise TemporarilyUnavailable
    return fitting[0]


@cache
def _config(patience_seconds: int) -> Config:
    return Config(connect_timeout=1, read_timeout=patience_seconds, retries={"total_max_attempts": 1})


def _may_have_run(fault: Exception) -> bool:
    """Return whether the function may have run: Lambda answers 4xx for what it does not run (throttled, unknown, not
    allowed).
    """
    if isinstance(fault, _NEVER_SENT):
        return False
    response: Mapping[str, Any] = getattr(fault, "response", None) or {}
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    return not 400 <= int(status) < 500


def _is_http_response(returned: Mapping[str, Any]) -> bool:
    return isinstance(returned.get("statusCode"), int) and isinstance(returned.get("body"), str)
