"""Every function reserves concurrency: one that uses too much cannot starve the payments."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import number

CODE = "C-FUN002"
TITLE = "Functions have reserved concurrency"
REQUIREMENTS = ("2.2.1", "6.2.4")
SEVERITY: Severity = "medium"
GOOD: Example = {"resource": {"aws_lambda_function": {"f": {"reserved_concurrent_executions": 5}}}}
BAD: Example = {"resource": {"aws_lambda_function": {"f": {}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for function in stack.of("aws_lambda_function"):
        reserved = number(function.get("reserved_concurrent_executions", -1)) or 0
        note = "" if reserved > 0 else "unset shares the account's; 0 stops the function"
        yield observe(function, "reserved_concurrent_executions", reserved > 0, note)
