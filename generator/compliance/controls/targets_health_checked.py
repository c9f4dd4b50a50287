"""The balancer checks the health of its targets, and stops sending to those that fail."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true

CODE = "C-LBR003"
TITLE = "Targets are health-checked"
REQUIREMENTS = ("10.7.2",)
SEVERITY: Severity = "low"
GOOD: Example = {
    "resource": {"aws_lb_target_group": {"t": {"target_type": "lambda", "health_check": {"enabled": True}}}}
}
BAD: Example = {
    "resource": {"aws_lb_target_group": {"t": {"target_type": "lambda", "health_check": {"enabled": False}}}}
}


def check(stack: Stack) -> Iterator[Evidence]:
    for group in stack.of("aws_lb_target_group"):
        # Functions are not asked where nothing is said; others are.
        default = group.get("target_type", "instance") != "lambda"
        enabled = group.get("health_check.enabled", default or None)
        yield observe(group, "health_check.enabled", is_true(enabled), "on where it is unset, but for functions")
