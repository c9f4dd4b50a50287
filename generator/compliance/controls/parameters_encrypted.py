"""Parameters of Parameter Store are encrypted under a key of this stack.

A plain one is a setting, not card data and not a log: what fails here is said of credentials alone, as a setting may
turn into one unnoticed.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack

CODE = "C-ENC080"
TITLE = "Every parameter is encrypted under a customer-managed key"
REQUIREMENTS = ("8.3.2",)
SEVERITY: Severity = "medium"
_KEY: Example = {"aws_kms_key": {"key": {}}}
_UNDER_KEY = {"type": "SecureString", "key_id": "${aws_kms_key.key.arn}"}
GOOD: Example = {"resource": {**_KEY, "aws_ssm_parameter": {"p": _UNDER_KEY}}}
BAD: Example = {"resource": {**_KEY, "aws_ssm_parameter": {"p": {"type": "String"}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for parameter in stack.of("aws_ssm_parameter"):
        is_secure = parameter.get("type") == "SecureString"
        yield observe(parameter, "type", is_secure, "only a SecureString is under the key")
        if is_secure:
            key = stack.follow(parameter.get("key_id"), "aws_kms_key")
            yield observe(parameter, "key_id", key is not None, "" if key else "must be a KMS key of this stack")
