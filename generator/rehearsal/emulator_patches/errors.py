"""Patch `errorType`, in which Lambda returns the class of an exception, and by which state machines retry.

MiniStack says Runtime.HandlerError for all; the class stands in the traceback that it logs.
"""

from __future__ import annotations

import re
from typing import Any

from ministack.services import lambda_svc  # type: ignore[import-not-found]  # its own environment

UNNAMED = "Runtime.HandlerError"
_execute = lambda_svc._execute_function_with_config_scope


def install() -> None:
    """Let the emulator name what functions raise."""
    lambda_svc._execute_function_with_config_scope = execute


def execute(*arguments: Any, **named: Any) -> dict[str, Any]:
    """Return the result of a call, with the class of its error."""
    result: dict[str, Any] = _execute(*arguments, **named)
    body = result.get("body")
    if result.get("error") and isinstance(body, dict) and body.get("errorType") == UNNAMED:
        first_line = str(body.get("errorMessage", "")).partition("\n")[0]
        found = re.search(rf"^([\w.]+): {re.escape(first_line)}", str(result.get("log", "")), re.MULTILINE)
        if found:
            body["errorType"] = found[1].rpartition(".")[2]
    return result
