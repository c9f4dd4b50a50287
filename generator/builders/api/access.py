"""Who may call: keys with their usage plan, and for a private API the endpoints from which calls may come."""

from __future__ import annotations

from typing import Any

from generator.builders.api.shape import Shape
from generator.builders.policy import policy, statement
from generator.planning.naming import Naming
from generator.spec.model.api import Api
from generator.stack_plan import Scope, aws, step


@step
def build_usage_plan(scope: Scope, api: Api, naming: Naming, *, rest_api: Any, stage: Any) -> None:
    """The plan is always there, so that keys can be added to it outside, where their values pass through no state."""
    name = naming.name("usage-plan")
    quota = aws.ApiGatewayUsagePlanQuotaSettings(limit=api.daily_quota, period="DAY") if api.daily_quota else None
    plan = aws.ApiGatewayUsagePlan(
        scope,
        "api-usage-plan",
        name=name,
        description="What each API key may ask for",
        api_stages=[aws.ApiGatewayUsagePlanApiStages(api_id=rest_api.id, stage=stage.stage_name)],
        throttle_settings=aws.ApiGatewayUsagePlanThrottleSettings(
            rate_limit=api.throttle.requests_per_second, burst_limit=api.throttle.burst
        ),
        quota_settings=quota,
        tags={"Name": name},
    )
    for entry in api.api_keys:
        key_name = naming.name("api-key", entry.name)
        key = aws.ApiGatewayApiKey(
            scope, f"api-key-{entry.name}", name=key_name, enabled=entry.enabled, tags={"Name": key_name}
        )
        aws.ApiGatewayUsagePlanKey(
            scope, f"api-plan-key-{entry.name}", key_id=key.id, key_type="API_KEY", usage_plan_id=plan.id
        )


def build_resource_policy(scope: Scope, api: Api, shape: Shape, *, rest_api: Any, endpoint_ids: list[str]) -> None:
    """Refuse what does not come through the endpoints. Only an API without IAM needs an Allow as well: beside IAM, an
    Allow for everybody would let in every identity of the account, whatever its own policy says."""
    calls = f"{rest_api.execution_arn}/*"
    elsewhere = {"StringNotEquals": {"aws:SourceVpce": endpoint_ids}}
    invoke = ["execute-api:Invoke"]
    statements = [statement("RefuseOthers", invoke, calls, effect="Deny", principals="*", conditions=elsewhere)]
    if api.authorization == "apiKey":
        through = {"StringEquals": {"aws:SourceVpce": endpoint_ids}}
        statements.append(statement("AllowEndpoints", invoke, calls, principals="*", conditions=through))
    shape.note("api-policy", [api.authorization, list(api.vpc_endpoint_ids)])
    shape.add(
        aws.ApiGatewayRestApiPolicy,
        scope,
        "api-policy",
        refs={"rest_api_id": rest_api.id, "policy": policy(*statements)},
    )
