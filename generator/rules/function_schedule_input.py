"""EventBridge refuses an input that is not JSON, in the middle of the apply."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN026"
LEVEL = "error"
SUMMARY = "the event of a scheduled call is not JSON"
SOURCE = "EventBridge API reference, Target, Input"


def check(env: Environment) -> Iterator[Finding]:
    for call in (call for function in env.functions for call in function.events.schedules):
        try:
            json.loads(call.input if call.input is not None else "{}")
        except (ValueError, RecursionError):
            message = 'not JSON: write it in single quotes, such as \'{"task": "reconcile"}\''
            yield Finding(CODE, call.pointer / "input", message)
