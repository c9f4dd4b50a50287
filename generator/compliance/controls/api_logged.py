"""Every call of the API leaves a record: who, what, when, from where and with which result."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true

CODE = "C-LOG005"
TITLE = "Every call of the API is logged"
REQUIREMENTS = ("10.2.1", "10.2.1.1", "10.2.1.4", "3.4.1")
SEVERITY: Severity = "high"

# PCI DSS 10.2.2: user, event, time, result, origin, and what was touched.
FIELDS = {
    "who": ("$context.identity.caller", "$context.identity.userArn", "$context.identity.user", "$context.authorizer"),
    "when": ("$context.requestTime",),
    "from where": ("$context.identity.sourceIp",),
    "which call": ("$context.requestId", "$context.extendedRequestId"),
    "what": ("$context.resourcePath", "$context.path", "$context.routeKey"),
    "result": ("$context.status",),
}


def _stage(layout: str) -> Example:
    settings = {"destination_arn": "${aws_cloudwatch_log_group.g.arn}", "format": layout}
    stage = {"access_log_settings": settings, "xray_tracing_enabled": True}
    return {"resource": {"aws_cloudwatch_log_group": {"g": {}}, "aws_api_gateway_stage": {"s": stage}}}


GOOD: Example = _stage(" ".join(fields[0] for fields in FIELDS.values()))
BAD: Example = _stage("$context.status")


def check(stack: Stack) -> Iterator[Evidence]:
    for stage in stack.of("aws_api_gateway_stage"):
        destination = stage.get("access_log_settings.destination_arn")
        if destination is None:
            yield missing(stage.address, "has no access log", "access_log_settings")
            continue
        known = stack.follow(destination, "aws_cloudwatch_log_group") is not None
        yield observe(stage, "access_log_settings.destination_arn", known)
        layout = str(stage.get("access_log_settings.format", ""))
        missed = [what for what, fields in FIELDS.items() if not any(field in layout for field in fields)]
        note = f"does not say {', '.join(missed)}" if missed else "who, what, when, from where, with which result"
        yield observe(stage, "access_log_settings.format", not missed, note)
        yield observe(stage, "xray_tracing_enabled", is_true(stage.get("xray_tracing_enabled")))
