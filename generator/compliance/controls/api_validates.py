"""The API rejects requests that its models do not describe: attacks on applications end there."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import is_true

CODE = "C-API002"
TITLE = "Requests are validated before they come in"
REQUIREMENTS = ("6.2.4", "6.4.2")
SEVERITY: Severity = "high"


def _method(body: bool) -> Example:
    validator = {"validate_request_body": body, "validate_request_parameters": True}
    method = {
        "http_method": "POST",
        "request_validator_id": "${aws_api_gateway_request_validator.v.id}",
        "request_models": dict.fromkeys(("$default", "application/json"), "${aws_api_gateway_model.m.name}"),
    }
    return {
        "resource": {
            "aws_api_gateway_request_validator": {"v": validator},
            "aws_api_gateway_model": {"m": {"schema": '{"type": "object"}'}},
            "aws_api_gateway_method": {"m": method},
        }
    }


GOOD: Example = _method(True)
BAD: Example = _method(False)

WITH_BODY = ("PATCH", "POST", "PUT")


def check(stack: Stack) -> Iterator[Evidence]:
    for method in stack.of("aws_api_gateway_method"):
        validator = stack.follow(method.get("request_validator_id"), "aws_api_gateway_request_validator")
        if validator is None:
            yield missing(method.address, "has no request validator", "request_validator_id")
            continue
        yield from _validator(method, validator)
        if method.get("http_method") in WITH_BODY:
            yield from _models(stack, method)


def _validator(method: Resource, validator: Resource) -> Iterator[Evidence]:
    wanted = ["validate_request_parameters"]
    wanted += ["validate_request_body"] if method.get("http_method") in WITH_BODY else []
    for path in wanted:
        yield observe(validator, path, is_true(validator.get(path)), f"for {method.address}")


def _models(stack: Stack, method: Resource) -> Iterator[Evidence]:
    models = method.get("request_models", {})
    if not models:
        yield missing(method.address, "has no model, so that any body passes", "request_models")
    elif "$default" not in models:
        # API Gateway validates a body by the model of its content type, and lets other types through unseen.
        yield missing(method.address, "bodies of other content types pass unseen: needs $default", "request_models")
    for kind, value in models.items():
        model = stack.follow(value, "aws_api_gateway_model")
        path = f"request_models[{kind}]"
        yield Evidence(method.address, path, value, model is not None, "" if model else "is no model of this stack")
        if model is not None:
            typed = '"type"' in str(model.get("schema"))
            yield observe(
                model, "schema", typed, "" if typed else "says nothing about the body", observed="JSON Schema"
            )
