"""Read policy documents in a stack: JSON in a string, with references that AWS fills in later."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import listed

# Type of a resource policy -> the attribute that names what it guards.
RESOURCE_POLICIES: Mapping[str, str] = {
    "aws_api_gateway_rest_api_policy": "rest_api_id",
    "aws_s3_bucket_policy": "bucket",
    "aws_secretsmanager_secret_policy": "secret_arn",
    "aws_sns_topic_policy": "arn",
    "aws_sqs_queue_policy": "queue_url",
}
# Types that may carry the policy themselves.
INLINE_POLICIES = tuple(
    """
    aws_api_gateway_rest_api aws_s3_bucket aws_secretsmanager_secret aws_sns_topic aws_sqs_queue aws_kms_key
    aws_vpc_endpoint
    """.split()
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; what IAM lets be one text or a list is a list."""

    sid: str
    effect: str
    body: Mapping[str, Any]

    @property
    def actions(self) -> list[str]:
        return [str(action) for action in listed(self.body.get("Action"))]

    @property
    def resources(self) -> list[str]:
        return [str(resource) for resource in listed(self.body.get("Resource"))]

    @property
    def conditions(self) -> list[tuple[str, str, list[str]]]:
        """Return operator, key in lower case, and values of each condition."""
        return [
            (operator, key.lower(), [str(value) for value in listed(values)])
            for operator, tests in (self.body.get("Condition") or {}).items()
            for key, values in tests.items()
        ]

    @property
    def principals(self) -> list[tuple[str, str]]:
        """Return kind and value of each principal; `"*"` as a whole is of kind AWS."""
        principal = self.body.get("Principal")
        if isinstance(principal, Mapping):
            return [(kind, str(value)) for kind, values in principal.items() for value in listed(values)]
        return [("AWS", str(value)) for value in listed(principal)]

    def is_for_everybody(self) -> bool:
        return any(value == "*" for _, value in self.principals)


def statements(text: Any) -> list[Statement] | None:
    """Return the statements of a policy; None where it is no document that can be read here."""
    try:
        document = json.loads(text)
        return [
            Statement(str(item.get("Sid") or number), str(item.get("Effect")), item)
            for number, item in enumerate(listed(document["Statement"]), 1)
        ]
    except (TypeError, ValueError, KeyError, AttributeError):
        return None


def identity_policies(stack: Stack) -> Iterator[tuple[Resource, str, Any]]:
    """Return every identity-based policy: resource, attribute, text."""
    for resource in stack.of("aws_iam_role_policy", "aws_iam_policy", "aws_iam_user_policy", "aws_iam_group_policy"):
        yield resource, "policy", resource.get("policy")
    for role in stack.of("aws_iam_role"):
        for block in role.blocks("inline_policy"):
            yield role, "inline_policy", block.get("policy")


def resource_policies(stack: Stack) -> Iterator[tuple[Resource, str, Any]]:
    """Return every resource-based policy but those of keys and the trust of roles."""
    for resource in stack.of(*RESOURCE_POLICIES):
        yield resource, "policy", resource.get("policy")
    for resource in stack.of(*INLINE_POLICIES):
        if resource.type != "aws_kms_key" and resource.get("policy") is not None:
            yield resource, "policy", resource.get("policy")


def statements_for(stack: Stack, owner: Resource) -> list[tuple[Resource, Statement]]:
    """Return the statements of all policies that are attached to a resource, or inline in it."""
    found: list[tuple[Resource, Statement]] = []
    for kind, path in RESOURCE_POLICIES.items():
        for resource in stack.attached(kind, owner, path):
            found += [(resource, statement) for statement in statements(resource.get("policy")) or ()]
    found += [(owner, statement) for statement in statements(owner.get("policy")) or ()]
    return found


def denies_plain_http(statement: Statement) -> bool:
    """Return whether a statement denies everybody without TLS, with no other condition that would soften it."""
    return (
        statement.effect == "Deny"
        and statement.is_for_everybody()
        and [(operator, key, values) for operator, key, values in statement.conditions]
        in (
            [("Bool", "aws:securetransport", ["false"])],
            [("BoolIfExists", "aws:securetransport", ["false"])],
        )
    )
