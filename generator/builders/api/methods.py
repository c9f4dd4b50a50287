"""The method of each route: who may call it, what is validated, and its integration with the load balancer over TLS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.builders.api.paths import Paths
from generator.builders.api.snapshot import ApiSnapshot
from generator.builders.load_balancer import BalancerExports
from generator.planning.naming import Naming
from generator.spec.model.api import Api, Route
from generator.stack_plan import Scope, aws

MILLISECONDS = 1_000
# A literal in a mapping.
NOTHING = "''"
STANDARD_PORTS = {"https": 443, "http": 80}


def build_methods(
    scope: Scope,
    api: Api,
    naming: Naming,
    snapshot: ApiSnapshot,
    *,
    rest_api: Any,
    paths: Paths,
    models: Mapping[str, Any],
    balancer: BalancerExports,
    stripped_headers: Sequence[str],
) -> None:
    """Build the methods and their integrations."""
    headers = _headers(api, stripped_headers)
    validators = _validators(scope, api, naming, snapshot, rest_api)
    for route in api.routes:
        resource_id = paths[route.segments()].id
        method = _method(
            scope.at(route), api, route, snapshot, rest_api, resource_id, models, validators[route.body is not None]
        )
        _integration(scope.at(route), api, route, snapshot, rest_api, resource_id, method, balancer, headers)


def _validators(scope: Scope, api: Api, naming: Naming, snapshot: ApiSnapshot, rest_api: Any) -> dict[bool, Any]:
    """The validators that are needed, by whether they look at the body. All look at parameters and headers."""
    needed = {route.body is not None for route in api.routes}
    kinds = {True: "body-and-parameters", False: "parameters"}
    return {
        with_body: snapshot.add(
            aws.ApiGatewayRequestValidator,
            scope,
            f"api-validator-{kinds[with_body]}",
            refs={"rest_api_id": rest_api.id},
            name=naming.name("validator", kinds[with_body]),
            validate_request_body=with_body,
            validate_request_parameters=True,
        )
        for with_body in sorted(needed)
    }


def _method(
    scope: Scope,
    api: Api,
    route: Route,
    snapshot: ApiSnapshot,
    rest_api: Any,
    resource_id: str,
    models: Mapping[str, Any],
    validator: Any,
) -> Any:
    refs: dict[str, Any] = {
        "rest_api_id": rest_api.id,
        "resource_id": resource_id,
        "request_validator_id": validator.id,
    }
    if route.body is not None:
        # Without `$default` a request of another content type is not checked at all.
        refs["request_models"] = dict.fromkeys(("application/json", "$default"), models[route.body].name)
    snapshot.note(f"api-body-{route.name}", [route.path, route.body])
    return snapshot.add(
        aws.ApiGatewayMethod,
        scope,
        f"api-method-{route.name}",
        refs=refs,
        http_method=route.method,
        authorization="NONE" if api.authorization == "apiKey" else "AWS_IAM",
        api_key_required=api.authorization != "iam",
        request_parameters=_parameters(route) or None,
    )


def _parameters(route: Route) -> dict[str, bool]:
    """What a request may have, and whether it must."""
    paths = {f"method.request.path.{name}": True for name in route.path_parameters()}
    query = {f"method.request.querystring.{item.name}": item.required for item in route.query}
    headers = {f"method.request.header.{item.name}": item.required for item in route.headers}
    return {**paths, **query, **headers}


def _headers(api: Api, stripped_headers: Sequence[str]) -> dict[str, str]:
    """The headers that API Gateway sets, whatever a caller sends.

    X-Correlation-Id  one id in the answer of API Gateway, in its access log and in the functions' logs
    X-Caller-Arn      who has signed the request; empty where a key alone is asked for, which is no identity
    """
    signed = api.authorization != "apiKey"
    caller = "context.identity.userArn" if signed else NOTHING
    return {"X-Correlation-Id": "context.requestId", "X-Caller-Arn": caller, **dict.fromkeys(stripped_headers, NOTHING)}


def _integration(
    scope: Scope,
    api: Api,
    route: Route,
    snapshot: ApiSnapshot,
    rest_api: Any,
    resource_id: str,
    method: Any,
    balancer: BalancerExports,
    headers: Mapping[str, str],
) -> None:
    refs: dict[str, Any] = {
        "rest_api_id": rest_api.id,
        "resource_id": resource_id,
        # A reference, so that the integration waits for its method.
        "http_method": method.http_method,
        "connection_id": balancer.link_id,
    }
    if balancer.link_target is not None:
        refs["integration_target"] = balancer.link_target
    snapshot.add(
        aws.ApiGatewayIntegration,
        scope,
        f"api-integration-{route.name}",
        refs=refs,
        type="HTTP_PROXY",
        integration_http_method=route.method,
        connection_type="VPC_LINK",
        uri=_uri(route, balancer),
        timeout_milliseconds=api.integration_timeout_seconds * MILLISECONDS,
        request_parameters={
            **{f"integration.request.path.{name}": f"method.request.path.{name}" for name in route.path_parameters()},
            **{f"integration.request.header.{name}": value for name, value in headers.items()},
        },
    )


def _uri(route: Route, balancer: BalancerExports) -> str:
    """The host is not looked up: API Gateway checks the certificate against it, and a port other than the standard one
    chooses the listener."""
    port = "" if STANDARD_PORTS[balancer.scheme] == balancer.port else f":{balancer.port}"
    return f"{balancer.scheme}://{balancer.domain}{port}{route.path}"
