"""The API is reachable from inside the VPC or at its own domain; its backend over the VPC link only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.policies import Statement, statements_for
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import is_true, listed

CODE = "C-API007"
TITLE = "The API is reachable through its own entry points only"
REQUIREMENTS = ("1.3.1", "1.4.2", "1.4.4")
SEVERITY: Severity = "high"


def _api(condition: Any) -> Example:
    endpoint = {"types": ["PRIVATE"], "vpc_endpoint_ids": ["${aws_vpc_endpoint.e.id}"]}
    statement = {"Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke", "Condition": condition}
    policy = {"rest_api_id": "${aws_api_gateway_rest_api.a.id}", "policy": json.dumps({"Statement": [statement]})}
    return {
        "resource": {
            "aws_vpc_endpoint": {"e": {}},
            "aws_api_gateway_rest_api": {"a": {"endpoint_configuration": endpoint}},
            "aws_api_gateway_rest_api_policy": {"p": policy},
        }
    }


GOOD: Example = _api({"StringNotEquals": {"aws:SourceVpce": ["${aws_vpc_endpoint.e.id}"]}})
BAD: Example = _api({"StringEquals": {"aws:SourceVpce": ["${aws_vpc_endpoint.e.id}"]}})


def check(stack: Stack) -> Iterator[Evidence]:
    for api in stack.of("aws_api_gateway_rest_api"):
        kinds = listed(api.get("endpoint_configuration.types"))
        yield observe(
            api, "endpoint_configuration.types", kinds in (["PRIVATE"], ["REGIONAL"]), "EDGE keeps TLS 1.0 alive"
        )
        if kinds == ["PRIVATE"]:
            yield from _private(stack, api)
        elif stack.of("aws_api_gateway_domain_name"):
            closed = is_true(api.get("disable_execute_api_endpoint"))
            yield observe(api, "disable_execute_api_endpoint", closed, "its own domain is the only way in")
    yield from _links(stack)
    for integration in stack.of("aws_api_gateway_integration"):
        if integration.get("type") in ("HTTP", "HTTP_PROXY"):
            link = stack.follow(
                integration.get("connection_id"), "aws_api_gateway_vpc_link", "aws_apigatewayv2_vpc_link"
            )
            through = integration.get("connection_type") == "VPC_LINK" and link is not None
            yield observe(integration, "connection_type", through, "" if through else "leaves over the internet")


def _links(stack: Stack) -> Iterator[Evidence]:
    for link in stack.of("aws_api_gateway_vpc_link"):
        targets = [stack.follow(value, "aws_lb") for value in listed(link.get("target_arns"))]
        yield observe(link, "target_arns", bool(targets) and None not in targets)


def _private(stack: Stack, api: Resource) -> Iterator[Evidence]:
    endpoints = listed(api.get("endpoint_configuration.vpc_endpoint_ids"))
    known = [stack.follow(value, "aws_vpc_endpoint") for value in endpoints]
    yield observe(api, "endpoint_configuration.vpc_endpoint_ids", bool(known) and None not in known)
    refusals = [(at, item) for at, item in statements_for(stack, api) if _denies_others(item)]
    for at, item in refusals:
        yield Evidence(at.address, f"policy[{item.sid}]", item.body.get("Condition"), True)
    if not refusals:
        yield missing(api.address, "its policy does not refuse other endpoints (aws:SourceVpce)", "policy")


def _denies_others(statement: Statement) -> bool:
    return (
        statement.effect == "Deny"
        and statement.is_for_everybody()
        and any(action in ("execute-api:Invoke", "execute-api:*") for action in statement.actions)
        and any(
            operator == "StringNotEquals" and key in ("aws:sourcevpce", "aws:sourcevpc") and "*" not in values
            for operator, key, values in statement.conditions
        )
    )
