"""A function may be called by one named source each, never by a whole service or by anybody."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.principals import is_own_account
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_reference

CODE = "C-FUN004"
TITLE = "Functions are called by named sources only"
REQUIREMENTS = ("7.2.1", "7.2.5", "1.4.4")
SEVERITY: Severity = "high"
_PERMISSION = {"action": "lambda:InvokeFunction", "principal": "elasticloadbalancing.amazonaws.com"}
GOOD: Example = {
    "resource": {"aws_lambda_permission": {"p": {**_PERMISSION, "source_arn": "${aws_lb_target_group.t.arn}"}}}
}
BAD: Example = {"resource": {"aws_lambda_permission": {"p": _PERMISSION}}}

ACTIONS = ("lambda:InvokeFunction",)


def check(stack: Stack) -> Iterator[Evidence]:
    for permission in stack.of("aws_lambda_permission"):
        principal = str(permission.get("principal"))
        is_service = principal.endswith(".amazonaws.com")
        yield observe(permission, "principal", is_service or is_own_account(principal))
        yield observe(permission, "action", permission.get("action") in ACTIONS)
        unauthenticated = permission.get("function_url_auth_type") == "NONE"
        if unauthenticated:
            yield observe(permission, "function_url_auth_type", False, "lets anybody call it")
        arn, account = permission.get("source_arn"), permission.get("source_account")
        named = (is_reference(arn) or is_own_account(str(arn))) and "*" not in str(arn)
        ok = named or (isinstance(account, str) and is_own_account(account))
        path = "source_arn" if arn is not None else "source_account"
        yield observe(permission, path, ok, "" if ok else "any account in the world could be the source")
