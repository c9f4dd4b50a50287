"""Application balancers drop what is not clean HTTP, and log every request and connection."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true, listed

CODE = "C-LBR001"
TITLE = "Balancers are strict and logged"
REQUIREMENTS = ("2.2.6", "6.2.4", "10.2.1")
SEVERITY: Severity = "high"


def _balancer(drop: bool) -> Example:
    logs = {"enabled": True, "bucket": "${aws_s3_bucket.b.id}"}
    balancer = {
        "load_balancer_type": "application",
        "drop_invalid_header_fields": drop,
        "desync_mitigation_mode": "strictest",
        "access_logs": logs,
        "connection_logs": logs,
        "security_groups": ["${aws_security_group.g.id}"],
    }
    return {"resource": {"aws_s3_bucket": {"b": {}}, "aws_security_group": {"g": {}}, "aws_lb": {"l": balancer}}}


GOOD: Example = _balancer(True)
BAD: Example = _balancer(False)


def check(stack: Stack) -> Iterator[Evidence]:
    for balancer in stack.of("aws_lb"):
        groups = [stack.follow(value, "aws_security_group") for value in listed(balancer.get("security_groups"))]
        yield observe(balancer, "security_groups", bool(groups) and None not in groups)
        if balancer.get("load_balancer_type", "application") != "application":
            # A network balancer that passes TCP through writes no access log: AWS has one for TLS listeners only.
            continue
        yield observe(balancer, "drop_invalid_header_fields", is_true(balancer.get("drop_invalid_header_fields")))
        strict = balancer.get("desync_mitigation_mode", "defensive") in ("strictest", "defensive")
        yield observe(balancer, "desync_mitigation_mode", strict, "defensive where it is unset")
        for name in ("access_logs", "connection_logs"):
            yield observe(balancer, f"{name}.enabled", is_true(balancer.get(f"{name}.enabled")))
            bucket = stack.follow(balancer.get(f"{name}.bucket"), "aws_s3_bucket")
            yield observe(balancer, f"{name}.bucket", bucket is not None)
