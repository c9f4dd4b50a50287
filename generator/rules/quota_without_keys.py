"""A usage plan counts calls by their key: where no route needs one, it counts nothing."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API081"
LEVEL = "warning"
SUMMARY = "a daily quota counts nobody"
SOURCE = "API Gateway developer guide, Usage plans and API keys for REST APIs"


def check(env: Environment) -> Iterator[Finding]:
    if env.api.daily_quota is not None and env.api.authorization == "iam":
        message = (
            "a quota counts calls by their key, and nobody needs one: set authorization to iamAndApiKey, or drop it"
        )
        yield Finding(CODE, env.api.pointer / "dailyQuota", message)
