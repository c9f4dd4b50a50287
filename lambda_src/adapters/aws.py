"""Clients of AWS services: made on first use, then kept, and with timeouts that fit the 29 s of API Gateway."""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3  # type: ignore[import-untyped]  # boto3 makes its clients at run time: there are no types to import
from botocore.config import Config  # type: ignore[import-untyped]  # see above
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]  # see above

# What is sent is made here, by types that are checked: a profile has the check of each argument at a tenth of all CPU.
_CHECKED_HERE = {"parameter_validation": False}
CONFIG = Config(
    connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3}, **_CHECKED_HERE
)
# Nobody must wait for a delivery: what does not go through at once is in the outbox.
BRIEF = Config(
    connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1}, **_CHECKED_HERE
)
FAULTS: tuple[type[Exception], ...] = (BotoCoreError, ClientError)
"""What a call to AWS raises."""


@cache
def client(service: str, config: Config = CONFIG) -> Any:
    """A client for a service; clients may be shared by threads."""
    return boto3.client(service, config=config)


def error_code(fault: Exception) -> str:
    """The service's own code, such as ResourceNotFoundException, or nothing where it never answered."""
    response: dict[str, Any] = getattr(fault, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))
