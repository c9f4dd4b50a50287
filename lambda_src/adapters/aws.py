"""Create clients of AWS services with time-outs that fit the 29 s of API Gateway.

A call is not sent if the invocation ends before its answer can arrive: a caller whose function is stopped learns
nothing.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import boto3  # type: ignore[import-untyped]  # boto3 makes its clients at run time: there are no types to import
from botocore.config import Config  # type: ignore[import-untyped]  # see above
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]  # see above

from adapters.deadline import remaining_seconds

_SECONDS_TO_ANSWER: Final = 0.5

# Arguments are typed here. By a profile botocore's validation of each took a tenth of all CPU.
_CHECKED_HERE = {"parameter_validation": False}
CONFIG = Config(
    connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3}, **_CHECKED_HERE
)
# For deliveries, which no caller should wait for: what fails stays in the outbox.
SINGLE_ATTEMPT = Config(
    connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1}, **_CHECKED_HERE
)
AWS_ERRORS: tuple[type[Exception], ...] = (BotoCoreError, ClientError)
"""What a call to AWS raises."""


@cache
def client(service: str, config: Config = CONFIG) -> Any:
    """Return the cached client of a service. Threads may share it."""
    aws_client = boto3.client(service, config=config)
    needed = config.read_timeout + _SECONDS_TO_ANSWER

    def refuse_when_late(**_: Any) -> None:
        if remaining_seconds() < needed:
            raise TooLate

    aws_client.meta.events.register("before-send", refuse_when_late)
    return aws_client


class TooLate(BotoCoreError):  # type: ignore[misc]  # botocore has no types
    """Too little of the invocation is left to wait for an answer: nothing was sent."""

    fmt = "the invocation has no time left to wait for an answer"


def error_code(fault: Exception) -> str:
    """Return the error code of a service, such as ResourceNotFoundException; empty if it never answered."""
    response: dict[str, Any] = getattr(fault, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))
