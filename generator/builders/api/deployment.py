"""The deployment: a snapshot of the API, replaced when the API changes, create before destroy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.builders.api.snapshot import ApiSnapshot
from generator.stack_plan import Scope, aws


def build_deployment(
    scope: Scope, snapshot: ApiSnapshot, *, rest_api: Any, link_id: str, endpoint_ids: Sequence[str]
) -> Any:
    """Take the snapshot once everything is there. A link or endpoint that is replaced changes no plain argument: these
    are triggers themselves."""
    triggers = {"shape": snapshot.digest(), "link": link_id}
    if endpoint_ids:
        triggers["endpoints"] = ",".join(endpoint_ids)
    return aws.ApiGatewayDeployment(
        scope,
        "api-deployment",
        rest_api_id=rest_api.id,
        triggers=triggers,
        depends_on=snapshot.resources,
    )
