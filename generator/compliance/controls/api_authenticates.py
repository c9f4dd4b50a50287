"""Every method of the API authenticates its caller: by IAM, an authorizer or at the very least an API key."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true

CODE = "C-API001"
TITLE = "Every method authenticates its caller"
REQUIREMENTS = ("6.2.4", "7.2.5", "8.3.2")
SEVERITY: Severity = "critical"
GOOD: Example = {"resource": {"aws_api_gateway_method": {"m": {"authorization": "AWS_IAM", "http_method": "POST"}}}}
BAD: Example = {"resource": {"aws_api_gateway_method": {"m": {"authorization": "NONE", "http_method": "POST"}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for method in stack.of("aws_api_gateway_method"):
        kind = method.get("authorization", "NONE")
        needs_key = is_true(method.get("api_key_required"))
        note = "with an API key" if kind == "NONE" and needs_key else ""
        yield observe(method, "authorization", kind != "NONE" or needs_key, note)
        if kind in ("CUSTOM", "COGNITO_USER_POOLS"):
            yield observe(method, "authorizer_id", method.get("authorizer_id") is not None)
        named = method.get("http_method") != "ANY"
        yield observe(method, "http_method", named, "" if named else "ANY lets verbs in that nobody thought of")
