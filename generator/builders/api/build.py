"""The API, from the parts in the modules of this folder, in the order in which AWS needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.builders.api.cloudwatch_role import build_cloudwatch_role
from generator.builders.api.deployment import build_deployment
from generator.builders.api.domain import build_domain
from generator.builders.api.exports import ApiExports
from generator.builders.api.firewall import build_firewall
from generator.builders.api.methods import build_methods
from generator.builders.api.models import build_models
from generator.builders.api.paths import build_paths
from generator.builders.api.resource_policy import build_resource_policy
from generator.builders.api.responses import build_responses
from generator.builders.api.snapshot import ApiSnapshot
from generator.builders.api.stage import build_stage
from generator.builders.api.usage_plan import build_usage_plan
from generator.builders.encryption import KeyExports
from generator.builders.load_balancer import BalancerExports
from generator.builders.network import NetworkExports
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.planning.throttling import requests_per_five_minutes
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
    stripped_headers: Sequence[str],
) -> ApiExports:
    """Build the API, its stage and everything before it. `stripped_headers`: request headers that are not passed on."""
    rest_api, deployment = _rest_api_and_deployment(scope, api, naming, network, balancer, stripped_headers)
    account = [build_cloudwatch_role(scope, naming)] if api.account_log_role else []
    stage, access_log = build_stage(
        scope,
        api,
        naming,
        rest_api=rest_api,
        deployment=deployment,
        key=keys.logs,
        after=[*account, *balancer.link_dependencies],
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
        private_zone_vpc_id=None if network.link.resolver_addresses is None else network.vpc_id,
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
def _rest_api_and_deployment(
    scope: Scope,
    api: Api,
    naming: Naming,
    network: NetworkExports,
    balancer: BalancerExports,
    stripped_headers: Sequence[str],
) -> tuple[Any, Any]:
    """The API, and the deployment that takes a snapshot of it."""
    snapshot = ApiSnapshot()
    endpoint_ids = _endpoint_ids(api, network.endpoint_ids)
    rest_api = _rest_api(scope, api, naming, snapshot, endpoint_ids)
    _build_snapshot(scope, api, naming, snapshot, rest_api, balancer, endpoint_ids, stripped_headers)
    deployment = build_deployment(
        scope, snapshot, rest_api=rest_api, link_id=balancer.link_id, endpoint_ids=endpoint_ids
    )
    return rest_api, deployment


def _build_snapshot(
    scope: Scope,
    api: Api,
    naming: Naming,
    snapshot: ApiSnapshot,
    rest_api: Any,
    balancer: BalancerExports,
    endpoint_ids: list[str],
    stripped_headers: Sequence[str],
) -> None:
    """Everything of which a deployment takes a snapshot."""
    paths = build_paths(scope.at(api.routes), api.routes, snapshot, rest_api=rest_api)
    models = build_models(scope.at(api.models), api.models, naming, snapshot, rest_api=rest_api)
    build_methods(
        scope,
        api,
        naming,
        snapshot,
        rest_api=rest_api,
        paths=paths,
        models=models,
        balancer=balancer,
        stripped_headers=stripped_headers,
    )
    build_responses(scope, snapshot, rest_api=rest_api)
    if api.endpoint_type == "PRIVATE":
        build_resource_policy(scope, api, snapshot, rest_api=rest_api, endpoint_ids=endpoint_ids)


def _endpoint_ids(api: Api, created: Mapping[str, str]) -> list[str]:
    if api.endpoint_type != "PRIVATE":
        return []
    return list(api.vpc_endpoint_ids) or [created["execute-api"]]


def _rest_api(scope: Scope, api: Api, naming: Naming, snapshot: ApiSnapshot, endpoint_ids: list[str]) -> Any:
    name = naming.name("api")
    endpoint = aws.ApiGatewayRestApiEndpointConfiguration(
        types=[api.endpoint_type], vpc_endpoint_ids=endpoint_ids or None
    )
    snapshot.note("endpoint", [api.endpoint_type, list(api.vpc_endpoint_ids)])
    return snapshot.add(
        aws.ApiGatewayRestApi,
        scope,
        "api",
        refs={"endpoint_configuration": endpoint, "tags": {"Name": name}},
        name=name,
        description=f"Payments API of environment {naming.suffix}",
        disable_execute_api_endpoint=api.custom_domain is not None,
    )
