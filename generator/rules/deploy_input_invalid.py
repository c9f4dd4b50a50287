"""Lambda refuses an event that is not JSON, in the middle of the apply."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN012"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "the event of a call on deploy is not JSON or is never sent"
SOURCE = "AWS Lambda API reference, Invoke, Payload"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        at = function.pointer / "deployInput"
        try:
            json.loads(function.deploy_input)
        except (ValueError, RecursionError):
            yield Finding(CODE, at, 'not JSON: write it in single quotes, such as \'{"action": "migrate"}\'')
            continue
        if json.loads(function.deploy_input) != {} and not function.run_on_deploy:
            message = "the event is never sent: set 'runOnDeploy: true', or drop it"
            yield Finding(CODE, at, message, level="warning")
