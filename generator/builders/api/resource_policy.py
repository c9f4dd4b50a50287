"""The resource policy of a private API: the VPC endpoints from which calls may come."""

from __future__ import annotations

from typing import Any

from generator.builders.api.snapshot import ApiSnapshot
from generator.builders.policy import policy, statement
from generator.spec.model.api import Api
from generator.stack_plan import Scope, aws


def build_resource_policy(
    scope: Scope, api: Api, snapshot: ApiSnapshot, *, rest_api: Any, endpoint_ids: list[str]
) -> None:
    """Build the policy that denies what does not come through the endpoints.

    Only an API without IAM needs an Allow as well: beside IAM, an Allow for everybody would let in every identity of
    the account, whatever its own policy says.
    """
    calls = f"{rest_api.execution_arn}/*"
    elsewhere = {"StringNotEquals": {"aws:SourceVpce": endpoint_ids}}
    invoke = ["execute-api:Invoke"]
    statements = [statement("RefuseOthers", invoke, calls, effect="Deny", principals="*", conditions=elsewhere)]
    if api.authorization == "apiKey":
        through = {"StringEquals": {"aws:SourceVpce": endpoint_ids}}
        statements.append(statement("AllowEndpoints", invoke, calls, principals="*", conditions=through))
    snapshot.note("api-policy", [api.authorization, list(api.vpc_endpoint_ids)])
    snapshot.add(
        aws.ApiGatewayRestApiPolicy,
        scope,
        "api-policy",
        refs={"rest_api_id": rest_api.id, "policy": policy(*statements)},
    )
