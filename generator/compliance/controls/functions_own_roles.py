"""Each function has a role that nothing else has: permissions of one are not those of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack

CODE = "C-IAM004"
TITLE = "Each function has a role of its own"
REQUIREMENTS = ("7.2.1", "7.2.2", "7.2.5")
SEVERITY: Severity = "high"
_ROLES: Example = {"aws_iam_role": {"a": {}, "b": {}}}


def _functions(second: str) -> Example:
    functions = {"a": {"role": "${aws_iam_role.a.arn}"}, "b": {"role": f"${{aws_iam_role.{second}.arn}}"}}
    return {"resource": {**_ROLES, "aws_lambda_function": functions}}


GOOD: Example = _functions("b")
BAD: Example = _functions("a")


def check(stack: Stack) -> Iterator[Evidence]:
    functions = stack.of("aws_lambda_function")
    roles = {function.address: stack.follow(function.get("role"), "aws_iam_role") for function in functions}
    count = Counter(role.address for role in roles.values() if role)
    for function in functions:
        role = roles[function.address]
        if role is None:
            yield observe(function, "role", False, "is no role of this stack")
        else:
            alone = count[role.address] == 1
            yield observe(function, "role", alone, "" if alone else "is shared", observed=role.address)
