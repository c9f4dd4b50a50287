"""The log of a function: JSON lines with a correlation id, and without card numbers whatever is handed in."""

from __future__ import annotations

from typing import Any, Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from payments.pan import mask_value

# What the runtime fills in. An ARN or a time can look like a card number, and no caller has a say in them.
_OF_THE_RUNTIME: Final = frozenset(
    {"level", "location", "timestamp", "service", "function_arn", "function_request_id", "xray_trace_id"}
)


class MaskingFormatter(LambdaPowertoolsFormatter):
    """The last gate: requests with card numbers are refused long before, yet nothing rests on every caller's care."""

    def serialize(self, log: Any) -> str:
        """The line as JSON."""
        return super().serialize(
            {key: value if key in _OF_THE_RUNTIME else mask_value(value) for key, value in log.items()}
        )


logger: Final = Logger(
    logger_formatter=MaskingFormatter(datefmt="%Y-%m-%dT%H:%M:%S.%FZ", utc=True, serialize_stacktrace=False)
)
"""Other modules log through children of this one: they share its handler, its keys and its masking."""
