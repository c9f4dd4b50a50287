"""The gateway responses: the errors that API Gateway answers by itself."""

from __future__ import annotations

import json
from typing import Any

from generator.aws.gateway_responses import HEADERS, RESPONSES, GatewayResponse
from generator.builders.api.snapshot import ApiSnapshot
from generator.stack_plan import Scope, aws


def build_responses(scope: Scope, snapshot: ApiSnapshot, *, rest_api: Any) -> None:
    """Build a gateway response for each row of `aws/gateway_responses.py`."""
    for kind, response in RESPONSES.items():
        snapshot.add(
            aws.ApiGatewayGatewayResponse,
            scope,
            f"api-response-{kind.lower().replace('_', '-')}",
            refs={"rest_api_id": rest_api.id},
            response_type=kind,
            status_code=response.status,
            response_templates={"application/json": _body(response)},
            response_parameters=dict(HEADERS),
        )


def _body(response: GatewayResponse) -> str:
    error = {"code": response.code, "message": response.message, "correlationId": "$context.requestId"}
    return json.dumps({"error": error})
