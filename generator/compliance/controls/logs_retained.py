"""Log groups retain events for at least a year, and are destroyed with the stack."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import number

CODE = "C-LOG006"
TITLE = "Logs are kept for a year, and not for ever"
REQUIREMENTS = ("3.2.1", "10.5.1")
SEVERITY: Severity = "high"
GOOD: Example = {"resource": {"aws_cloudwatch_log_group": {"g": {"retention_in_days": 400}}}}
BAD: Example = {"resource": {"aws_cloudwatch_log_group": {"g": {"retention_in_days": 30}}}}

KEPT_DAYS = 365


def check(stack: Stack) -> Iterator[Evidence]:
    for group in stack.of("aws_cloudwatch_log_group"):
        days = number(group.get("retention_in_days", 0)) or 0
        note = f"days, at least {KEPT_DAYS}" if days else "0 and unset keep for ever"
        yield observe(group, "retention_in_days", days >= KEPT_DAYS, note)
        kind = group.get("log_group_class", "STANDARD")
        yield observe(
            group, "log_group_class", kind == "STANDARD", "others cannot be watched by metric filters", observed=kind
        )
