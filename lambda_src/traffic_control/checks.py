"""Invoke the check functions that decide whether a rollout may go on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.aws import AWS_ERRORS
from traffic_control.ports import Check


@dataclass(frozen=True, slots=True)
class LambdaChecks:
    """Implements ports.Checks by a Lambda client; a function is the ARN of its alias."""

    client: Any

    def invoke(self, function: str, payload: Mapping[str, Any]) -> Check:
        name = function.split(":")[6]
        try:
            response = self.client.invoke(FunctionName=function, Payload=json.dumps(payload).encode())
            result = json.loads(response["Payload"].read())
        except ValueError:
            return Check(name, False, "it did not answer in JSON")
        except AWS_ERRORS as error:
            return Check(name, False, f"it did not answer: {type(error).__name__}")
        if response.get("FunctionError") or not isinstance(result, dict):
            return Check(name, False, "it failed")
        return Check(name, result.get("passed") is True, str(result.get("detail", "")))
