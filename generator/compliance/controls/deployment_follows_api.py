"""The stage serves the current API: a change of it makes a new deployment, created before the old one is destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import blocks, is_true

CODE = "C-API004"
TITLE = "The stage serves the API as it is described"
REQUIREMENTS = ("2.2.6", "6.5.3")
SEVERITY: Severity = "medium"


def _deployment(**changes: Any) -> Example:
    deployment = {"triggers": {"shape": "a"}, "lifecycle": {"create_before_destroy": True}, **changes}
    stage = {"deployment_id": "${aws_api_gateway_deployment.d.id}"}
    return {"resource": {"aws_api_gateway_deployment": {"d": deployment}, "aws_api_gateway_stage": {"s": stage}}}


GOOD: Example = _deployment()
BAD: Example = _deployment(triggers=None)


def check(stack: Stack) -> Iterator[Evidence]:
    for stage in stack.of("aws_api_gateway_stage"):
        deployment = stack.follow(stage.get("deployment_id"), "aws_api_gateway_deployment")
        if deployment is None:
            yield missing(stage.address, "serves no deployment of this stack", "deployment_id")
            continue
        yield observe(
            deployment, "triggers", bool(deployment.get("triggers")), "a change of the API is a new deployment"
        )
        safe = any(is_true(item.get("create_before_destroy")) for item in blocks(deployment.body, "lifecycle"))
        yield observe(deployment, "lifecycle.create_before_destroy", safe, "no gap between two deployments")
    for plan in stack.of("aws_api_gateway_usage_plan"):
        limited = (plan.get("throttle_settings.rate_limit") or 0) > 0
        yield observe(plan, "throttle_settings.rate_limit", limited)
