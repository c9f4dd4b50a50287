"""Patch the rotation of secrets: MiniStack copies the old value instead of calling the function.

What AWS does (Secrets Manager user guide, "Lambda rotation functions"): it makes an empty version under AWSPENDING and
calls the function four times, once a step, each again after an error. A secret that was made without a value has no
version; its first value becomes AWSCURRENT at once.
"""

from __future__ import annotations

import contextvars
import logging
import threading
import time
from collections.abc import Mapping
from typing import Any

from balancer import lets_in  # type: ignore[import-not-found]  # a neighbour: this folder is the script's own
from ministack.core.responses import (  # type: ignore[import-not-found]  # its own environment
    error_response_json,
    get_account_id,
    get_region,
    json_response,
    new_uuid,
)
from ministack.services import lambda_svc, secretsmanager  # type: ignore[import-not-found]  # see above

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
ATTEMPTS = 5
PRINCIPAL = "secretsmanager.amazonaws.com"

_store, _get, _put = (
    secretsmanager._store_new_secret,
    secretsmanager._get_secret_value,
    secretsmanager._put_secret_value,
)
_logger = logging.getLogger("rotation")


def install() -> None:
    """Let the emulator's Secrets Manager use what is below."""
    secretsmanager._store_new_secret = store_new_secret
    secretsmanager._get_secret_value = get_secret_value
    secretsmanager._put_secret_value = put_secret_value
    secretsmanager._rotate_secret = rotate_secret


def store_new_secret(name: str, *arguments: Any, **named: Any) -> Any:
    """A secret without a value has no version."""
    stored = _store(name, *arguments, **named)
    secret = secretsmanager._secrets[name]
    secret["Versions"] = {key: value for key, value in secret["Versions"].items() if _has_value(value)}
    return stored


def get_secret_value(request: Mapping[str, Any]) -> Any:
    """A version without a value is not found."""
    _, secret = secretsmanager._resolve(request.get("SecretId"))
    version = secret and secret["Versions"].get(request.get("VersionId"))
    if version and not _has_value(version):
        return error_response_json("ResourceNotFoundException", "Secrets Manager can't find the version's value.", 400)
    return _get(request)


def put_secret_value(request: Mapping[str, Any]) -> Any:
    """The first value of a secret becomes the current one, whatever its labels. A version never gets another value."""
    _, secret = secretsmanager._resolve(request.get("SecretId"))
    if not secret:
        return _put(request)
    known = secret["Versions"].get(request.get("ClientRequestToken"))
    if known and _has_value(known) and known["SecretString"] != request.get("SecretString"):
        return error_response_json("ResourceExistsException", "The version has another value.", 400)
    is_first = not any(_has_value(version) for version in secret["Versions"].values())
    answer = _put(request)
    if is_first:
        secret["Versions"][request["ClientRequestToken"]]["Stages"] = ["AWSCURRENT", "AWSPENDING"]
    return answer


def rotate_secret(request: Mapping[str, Any]) -> Any:
    """Answer at once and rotate in the background."""
    _, secret = secretsmanager._resolve(request.get("SecretId"))
    if not secret:
        return error_response_json("ResourceNotFoundException", "Secrets Manager can't find the secret.", 400)
    function = request.get("RotationLambdaARN") or secret.get("RotationLambdaARN")
    if not lets_in(function, PRINCIPAL):
        return error_response_json("AccessDeniedException", "Secrets Manager cannot invoke the function.", 400)
    secret["RotationLambdaARN"], secret["RotationEnabled"] = function, True
    secret["RotationRules"] = request.get("RotationRules") or secret.get("RotationRules")
    answer = {"ARN": secret["ARN"], "Name": secret["Name"]}
    if request.get("RotateImmediately", True):
        answer["VersionId"] = version = request.get("ClientRequestToken") or new_uuid()
        pending: dict[str, Any] = {
            "SecretString": None,
            "SecretBinary": None,
            "CreatedDate": int(time.time()),
            "Stages": [],
        }
        secretsmanager._remove_stage_everywhere(secret, "AWSPENDING")
        secret["Versions"][version] = {**pending, "Stages": ["AWSPENDING"]}
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(_rotate, function, secret["ARN"], version), daemon=True).start()
    return json_response(answer)


def _rotate(function_arn: str, secret_arn: str, version: str) -> None:
    for step in STEPS:
        event = {"Step": step, "SecretId": secret_arn, "ClientRequestToken": version}
        if not any(_called(function_arn, event, attempt) for attempt in range(ATTEMPTS)):
            _logger.error("rotation of %s ended: %s failed", secret_arn, step)
            return


def _called(function_arn: str, event: Mapping[str, str], attempt: int) -> bool:
    time.sleep(attempt)
    scope = {"account_id": get_account_id(), "region": get_region()}
    function, config, _ = lambda_svc._get_func_record_for_ref_in_scope(function_arn, **scope)
    result = lambda_svc._execute_function_with_config_scope(
        lambda_svc._execution_record_for_config(function, config), event
    )
    if result.get("error"):
        _logger.warning("%s: %s", event["Step"], result.get("body"))
    return not result.get("error")


def _has_value(version: Mapping[str, Any]) -> bool:
    return version["SecretString"] is not None or version["SecretBinary"] is not None
