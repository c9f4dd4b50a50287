"""A caller that shows only an API key has no ARN, and so no tenant: every request would be refused."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API076"
LEVEL = "warning"
SUMMARY = "tenancy is enforced, and callers have no ARN"
SOURCE = "API Gateway developer guide, $context.identity.userArn"


def check(env: Environment) -> Iterator[Finding]:
    if env.api.tenancy == "enforced" and env.api.authorization == "apiKey":
        message = "no caller is any merchant's: set authorization to iam or iamAndApiKey, or tenancy to off"
        yield Finding(CODE, env.api.pointer / "authorization", message)
