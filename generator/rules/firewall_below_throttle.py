"""The callers of a private API are a few servers, or one address on-premises: a limit an address that is lower than the
throttle turns away what the API is meant to take, and the biggest callers first."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.throttling import requests_per_five_minutes, throttled_in_five_minutes
from generator.spec.model import Environment

CODE = "API050"
LEVEL = "warning"
SUMMARY = "the firewall of a private API blocks below its throttle"
SOURCE = "AWS WAF developer guide, Rate-based rule statement"


def check(env: Environment) -> Iterator[Finding]:
    api = env.api
    limit, throttled = requests_per_five_minutes(api), throttled_in_five_minutes(api)
    if api.endpoint_type == "PRIVATE" and limit < throttled:
        message = (
            f"one address is blocked at {limit} requests in five minutes, the throttle lets {throttled} pass, and the "
            "callers of a private API share addresses: set null, or that many"
        )
        yield Finding(CODE, api.firewall.pointer / "requestsPerFiveMinutes", message)
