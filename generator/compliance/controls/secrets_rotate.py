"""Every secret gets a new value at least every 90 days, from a function that Secrets Manager may call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import number

CODE = "C-SEC002"
TITLE = "Secrets rotate at least every 90 days"
REQUIREMENTS = ("8.3.2", "8.6.3")
SEVERITY: Severity = "high"


def _rotation(days: int) -> Example:
    rotation = {"secret_id": "${aws_secretsmanager_secret.s.id}", "rotation_lambda_arn": "${aws_lambda_function.f.arn}"}
    permission = {
        "function_name": "${aws_lambda_function.f.function_name}",
        "principal": "secretsmanager.amazonaws.com",
    }
    return {
        "resource": {
            "aws_secretsmanager_secret": {"s": {}},
            "aws_lambda_function": {"f": {}},
            "aws_lambda_permission": {"p": permission},
            "aws_secretsmanager_secret_rotation": {
                "r": {**rotation, "rotation_rules": {"automatically_after_days": days}}
            },
        }
    }


GOOD: Example = _rotation(30)
BAD: Example = _rotation(365)

LONGEST_DAYS = 90
_UNITS = {"hour": 1 / 24, "hours": 1 / 24, "day": 1, "days": 1}


def check(stack: Stack) -> Iterator[Evidence]:
    for secret in stack.of("aws_secretsmanager_secret"):
        rotations = stack.attached("aws_secretsmanager_secret_rotation", secret, "secret_id")
        if not rotations:
            yield missing(secret.address, "has no aws_secretsmanager_secret_rotation")
        for rotation in rotations:
            yield _schedule(rotation)
            function = stack.follow(rotation.get("rotation_lambda_arn"), "aws_lambda_function")
            yield observe(rotation, "rotation_lambda_arn", function is not None)
            if function is not None:
                yield _may_call(stack, function)


def _schedule(rotation: Resource) -> Evidence:
    expression = rotation.get("rotation_rules.schedule_expression")
    if expression is not None:
        days = _days(str(expression))
        ok = days is not None and days <= LONGEST_DAYS
        return observe(rotation, "rotation_rules.schedule_expression", ok, f"at least every {LONGEST_DAYS} days")
    days = number(rotation.get("rotation_rules.automatically_after_days"))
    path = "rotation_rules.automatically_after_days"
    return observe(rotation, path, days is not None and 0 < days <= LONGEST_DAYS, f"days, at most {LONGEST_DAYS}")


def _days(expression: str) -> float | None:
    """The longest time between two rotations; None where it cannot be told."""
    if match := re.fullmatch(r"rate\((\d+) (hours?|days?)\)", expression):
        return int(match[1]) * _UNITS[match[2]]
    match = re.fullmatch(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)", expression)
    if match is None or match[6] != "*":
        return None
    month, day_of_week, day = match[4], match[5], match[3]
    if month == "*":
        return 7 if day_of_week not in ("?", "*") and "#" not in day_of_week and "L" not in day_of_week else 31
    step = re.fullmatch(r"(?:\*|1)/(\d+)", month)
    return int(step[1]) * 31 if step and day != "" and 12 % int(step[1]) == 0 else None


def _may_call(stack: Stack, function: Resource) -> Evidence:
    """Secrets Manager calls the function: without its permission no rotation ever begins."""
    for permission in stack.of("aws_lambda_permission"):
        named = permission.get("function_name")
        own = stack.follow(named, "aws_lambda_function") == function or function.address in str(named)
        if permission.get("principal") == "secretsmanager.amazonaws.com" and own:
            return observe(permission, "principal", True, f"Secrets Manager may call {function.address}")
    return missing(function.address, "Secrets Manager may not call it: no aws_lambda_permission")
