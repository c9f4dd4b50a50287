"""The API keys of callers, with the usage plan that limits them."""

from __future__ import annotations

from typing import Any

from generator.planning.naming import Naming
from generator.spec.model.api import Api
from generator.stack_plan import Scope, aws, step


@step
def build_usage_plan(scope: Scope, api: Api, naming: Naming, *, rest_api: Any, stage: Any) -> None:
    """Build the usage plan, and the keys of the spec.

    The plan exists without keys, too: keys can be added to it outside, where their values pass through no state.
    """
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
