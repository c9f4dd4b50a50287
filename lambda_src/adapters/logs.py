"""The logger: JSON lines with a correlation id, without card numbers, tokens and rows."""

from __future__ import annotations

import re
from types import TracebackType
from typing import Any, Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from adapters.redaction import redacted_message, redacted_traceback
from payments.pan import mask_value

# Set by the runtime, not by callers. An ARN or a time can look like a card number.
_OF_THE_RUNTIME: Final = frozenset(
    {"level", "location", "timestamp", "service", "function_arn", "function_request_id", "xray_trace_id"}
)
_TOKEN: Final = re.compile(r"tok_[A-Za-z0-9]{16,}")
_MASKED_TOKEN: Final = "tok_[MASKED]"
_ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class MaskingFormatter(LambdaPowertoolsFormatter):
    """Masks every line, as defence in depth: requests with card numbers are refused before they are logged."""

    def serialize(self, log: Any) -> str:
        """Return the masked line as JSON."""
        line = super().serialize(
            {key: value if key in _OF_THE_RUNTIME else _masked(value) for key, value in log.items()}
        )
        return _TOKEN.sub(_MASKED_TOKEN, line)

    def formatException(self, ei: _ExceptionInfo) -> str:
        """Return the traceback, with messages that quote no values."""
        return "" if ei[1] is None else redacted_traceback(ei[1])


def _masked(value: object) -> object:
    return mask_value(redacted_message(value) if isinstance(value, BaseException) else value)


logger: Final = Logger(
    logger_formatter=MaskingFormatter(datefmt="%Y-%m-%dT%H:%M:%S.%FZ", utc=True, serialize_stacktrace=False)
)
"""Other modules log through children of this one: they share its handler, its keys and its masking."""
