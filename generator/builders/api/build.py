"""The API: what each module beside contributes, in the order in which AWS needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.builders.api.access import build_resource_policy, build_usage_plan
from generator.builders.api.account import build_account_role
from generator.builders.api.deployment import build_deployment
from generator.builders.api.domain import build_domain
from generator.builders.api.exports import ApiExports
from generator.builders.api.firewall import build_firewall
from generator.builders.api.methods import build_methods
from generator.builders.api.models import build_models
from generator.builders.api.paths import build_paths
from generator.builders.api.responses import build_responses
from generator.builders.api.shape import Shape
from generator.builders.api.stage import build_stage
from generator.builders.encryption import KeyExports
from generator.builders.load_balancer import BalancerExports
from generator.builders.network import NetworkExports
from generator.planning.front_door import requests_per_five_minutes
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.api import Api
from generator.stack_plan import Scope, aws, step


@step
def build_api(
    scope: Scope,
    api: Api,
    naming: Naming,
    *,
    network: NetworkExports,
    balancer: BalancerExports,
    keys: KeyExports,
    taken_out: Sequence[str],
) -> ApiExports:
    """Build the API, its stage and everything before it. `taken_out` are headers that no caller's request keeps."""
    rest_api, deployment = _deployed(scope, api, naming, network, balancer, taken_out)
    account = [build_account_role(scope, naming)] if api.account_log_role else []
    stage, access_log = build_stage(
        scope,
        api,
        naming,
        rest_api=rest_api,
        deployment=deployment,
        key=keys.logs,
        after=[*account, *balancer.way_in],
    )
    build_usage_plan(scope, api, naming, rest_api=rest_api, stage=stage)
    endpoint_ids = _endpoint_ids(api, network.endpoint_ids)
    build_domain(
        scope,
        api.custom_domain,
        naming,
        rest_api=rest_api,
        stage=stage,
        endpoint_ids=endpoint_ids,
        resolved_in=None if network.link.resolver_addresses is None else network.vpc_id,
    )
    web_acl = build_firewall(
        scope.at(api.firewall),
        api.firewall,
        naming,
        limit=requests_per_five_minutes(api),
        stage=stage,
        key=keys.logs,
        retention_days=api.log_retention_days,
    )
    return ApiExports(
        id=rest_api.id,
        endpoint_ids=tuple(_endpoint_ids(api, network.endpoint_ids)),
        name=naming.name("api"),
        stage_name=api.stage_name,
        execution_arn=Arn(rest_api.execution_arn),
        access_log_group_name=access_log,
        web_acl_name=web_acl,
    )


@step
def _deployed(
    scope: Scope,
    api: Api,
    naming: Naming,
    network: NetworkExports,
    balancer: BalancerExports,
    taken_out: Sequence[str],
) -> tuple[Any, Any]:
    """The API, and the deployment that takes a snapshot of it."""
    shape = Shape()
    endpoint_ids = _endpoint_ids(api, network.endpoint_ids)
    rest_api = _rest_api(scope, api, naming, shape, endpoint_ids)
    _build_shape(scope, api, naming, shape, rest_api, balancer, endpoint_ids, taken_out)
    deployment = build_deployment(scope, shape, rest_api=rest_api, link_id=balancer.link_id, endpoint_ids=endpoint_ids)
    return rest_api, deployment


def _build_shape(
    scope: Scope,
    api: Api,
    naming: Naming,
    shape: Shape,
    rest_api: Any,
    balancer: BalancerExports,
    endpoint_ids: list[str],
    taken_out: Sequence[str],
) -> None:
    """Everything of which a deployment takes a snapshot."""
    paths = build_paths(scope.at(api.routes), api.routes, shape, rest_api=rest_api)
    models = build_models(scope.at(api.models), api.models, naming, shape, rest_api=rest_api)
    build_methods(
        scope,
        api,
        naming,
        shape,
        rest_api=rest_api,
        paths=paths,
        models=models,
        balancer=balancer,
        taken_out=taken_out,
    )
    build_responses(scope, shape, rest_api=rest_api)
    if api.endpoint_type == "PRIVATE":
        build_resource_policy(scope, api, shape, rest_api=rest_api, endpoint_ids=endpoint_ids)


def _endpoint_ids(api: Api, of_network: Mapping[str, str]) -> list[str]:
    if api.endpoint_type != "PRIVATE":
        return []
    return list(api.vpc_endpoint_ids) or [of_network["execute-api"]]


def _rest_api(scope: Scope, api: Api, naming: Naming, shape: Shape, endpoint_ids: list[str]) -> Any:
    name = naming.name("api")
    endpoint = aws.ApiGatewayRestApiEndpointConfiguration(
        types=[api.endpoint_type], vpc_endpoint_ids=endpoint_ids or None
    )
    shape.note("endpoint", [api.endpoint_type, list(api.vpc_endpoint_ids)])
    return shape.add(
        aws.ApiGatewayRestApi,
        scope,
        "api",
        refs={"endpoint_configuration": endpoint, "tags": {"Name": name}},
        name=name,
        description=f"Payments API of environment {naming.suffix}",
        disable_execute_api_endpoint=api.custom_domain is not None,
    )
