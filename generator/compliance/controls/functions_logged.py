"""A function writes to a log group of this stack: one that Lambda created would have no key and no retention."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack

CODE = "C-LOG003"
TITLE = "Functions write to log groups of the stack"
REQUIREMENTS = ("10.2.1",)
SEVERITY: Severity = "high"
_GROUP = {"aws_cloudwatch_log_group": {"g": {"name": "/aws/lambda/f"}}}
GOOD: Example = {"resource": {**_GROUP, "aws_lambda_function": {"f": {"function_name": "f"}}}}
BAD: Example = {"resource": {"aws_lambda_function": {"f": {"function_name": "f"}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    by_name = {group.get("name"): group for group in stack.of("aws_cloudwatch_log_group")}
    for function in stack.of("aws_lambda_function"):
        value = function.get("logging_config.log_group")
        default = f"/aws/lambda/{function.get('function_name')}"
        group = stack.follow(value, "aws_cloudwatch_log_group") or by_name.get(value or default)
        path = "logging_config.log_group"
        yield observe(
            function, path, group is not None, "" if group else "no log group of the stack", observed=value or default
        )
        for level in ("application_log_level", "system_log_level"):
            if (chosen := function.get(f"logging_config.{level}")) is not None:
                yield observe(
                    function, f"logging_config.{level}", chosen not in ("FATAL", "ERROR"), "what is done is logged"
                )
