"""Patch the permissions of calls, where MiniStack checks another one (Service Authorization Reference).

Aliases of functions: Get and Update differ from List in what follows in the path, and in the method. Provisioned
concurrency is of an alias or a version, so that its resource bears the qualifier. ModifyRule is about one rule.
"""

from __future__ import annotations

from typing import Any

from ministack.core import iam_actions  # type: ignore[import-not-found]  # its own environment

_lambda_action, _extract_resource_arn = iam_actions._lambda_action, iam_actions.extract_resource_arn
OF_AN_ALIAS = {"GET": "GetAlias", "PUT": "UpdateAlias", "DELETE": "DeleteAlias"}
OF_PROVISIONED = {"PUT": "PutProvisionedConcurrencyConfig", "DELETE": "DeleteProvisionedConcurrencyConfig"}


def install() -> None:
    """Let the emulator look for the permissions below."""
    iam_actions._lambda_action = lambda_action
    iam_actions.extract_resource_arn = extract_resource_arn


def lambda_action(method: str, path: str) -> str | None:
    """Return the IAM action of a call of Lambda."""
    parts = path.strip("/").split("/")
    if "aliases" in parts[:-1] and method in OF_AN_ALIAS:
        return OF_AN_ALIAS[method]
    if parts[-1] == "provisioned-concurrency":
        return OF_PROVISIONED.get(method, "GetProvisionedConcurrencyConfig")
    action: str | None = _lambda_action(method, path)
    return action


def extract_resource_arn(
    service: str,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query_params: dict[str, Any],
    *rest: Any,
    **named: Any,
) -> str:
    """Return the resource of a call."""
    if service == "elasticloadbalancing" and _first(query_params, "Action") == "ModifyRule":
        return _first(query_params, "RuleArn")
    arn = str(_extract_resource_arn(service, method, path, headers, body, query_params, *rest, **named))
    if service == "lambda" and path.endswith("/provisioned-concurrency"):
        return f"{arn}:{_first(query_params, 'Qualifier')}"
    return arn


def _first(params: dict[str, Any], name: str) -> str:
    value = params.get(name, "")
    return str(value[0] if isinstance(value, list) else value)
