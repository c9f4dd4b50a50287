"""An API that asks for a key and has none answers every call with 403."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API009"
LEVEL = "warning"
SUMMARY = "the API asks for a key, and the spec makes none"
SOURCE = "API Gateway, Usage plans and API keys for REST APIs"


def check(env: Environment) -> Iterator[Finding]:
    api = env.api
    if api.authorization != "iam" and not any(key.enabled for key in api.api_keys):
        message = "every call is refused until a key is added to the usage plan: add one there, or to 'apiKeys'"
        yield Finding(CODE, api.pointer / "authorization", message)
    if api.authorization == "iam" and api.api_keys:
        message = "nobody asks for these keys: set authorization to apiKey or iamAndApiKey, or drop them"
        yield Finding(CODE, api.pointer / "apiKeys", message)
