"""Targets of a balancer are called over TLS: the internal network is not trusted either."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack

CODE = "C-TLS004"
TITLE = "Targets are called over TLS"
REQUIREMENTS = ("2.2.7", "4.2.1")
SEVERITY: Severity = "high"
GOOD: Example = {"resource": {"aws_lb_target_group": {"t": {"target_type": "ip", "protocol": "HTTPS"}}}}
BAD: Example = {"resource": {"aws_lb_target_group": {"t": {"target_type": "ip", "protocol": "HTTP"}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for group in stack.of("aws_lb_target_group"):
        kind = group.get("target_type", "instance")
        if kind == "lambda":
            yield observe(group, "target_type", True, "the balancer calls functions over the Lambda API, which is TLS")
        elif kind == "alb":
            yield observe(
                group, "protocol", group.get("protocol") == "TCP", "passed through: C-TLS003 judges the listener"
            )
            yield observe(group, "health_check.protocol", group.get("health_check.protocol") == "HTTPS")
        else:
            yield observe(group, "protocol", group.get("protocol") in ("HTTPS", "TLS"))
            if group.get("health_check") is not None:
                yield observe(
                    group, "health_check.protocol", group.get("health_check.protocol") in ("HTTPS", "TCP", "TLS")
                )
