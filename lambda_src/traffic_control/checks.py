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

    def ask(self, function: str, question: Mapping[str, Any]) -> Check:
        name = function.split(":")[6]
        try:
            answer = self.client.invoke(FunctionName=function, Payload=json.dumps(question).encode())
            said = json.loads(answer["Payload"].read())
        except ValueError:
            return Check(name, False, "it did not answer in JSON")
        except AWS_ERRORS as error:
            return Check(name, False, f"it did not answer: {type(error).__name__}")
        if answer.get("FunctionError") or not isinstance(said, dict):
            return Check(name, False, "it failed")
        return Check(name, said.get("passed") is True, str(said.get("detail", "")))
