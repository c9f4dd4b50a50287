"""Patch moto's API Gateway."""

from __future__ import annotations

import json
from typing import Any

from moto.apigateway.models import APIGatewayBackend, Integration, RestAPI
from moto.apigateway.responses import APIGatewayResponse

from generator.verify.emulators.moto_patches.members import patch


def escape_policies_of_apis() -> None:
    """API Gateway returns the policy of an API with its quotes escaped once more; the provider insists on it."""
    plain = RestAPI.to_dict

    def to_dict(api: RestAPI) -> dict[str, Any]:
        described = plain(api)
        if described.get("policy"):
            described["policy"] = json.dumps(described["policy"])[1:-1]
        return described

    patch(RestAPI, to_dict=to_dict)


def remember_links_of_integrations() -> None:
    """GetIntegration returns through which VPC link an integration goes (connectionId)."""
    put, get = APIGatewayResponse.put_integration, Integration.to_json

    def put_integration(request: APIGatewayResponse) -> Any:
        answer = put(request)
        _, _, api, _, resource, _, method, *_ = request.path.split("/")
        integration = request.backend.get_integration(api, resource, method)
        integration.__dict__["link"] = request._get_param("connectionId")
        return answer

    def to_json(integration: Integration) -> dict[str, Any]:
        link = integration.__dict__.get("link")
        return {**get(integration), **({"connectionId": link} if link else {})}

    patch(APIGatewayResponse, put_integration=put_integration)
    patch(Integration, to_json=to_json)


def clear_the_log_role_of_the_account() -> None:
    """UpdateAccount takes a replacement without a value, which clears the setting; moto asks for the value."""
    plain = APIGatewayBackend.update_account

    def update_account(backend: APIGatewayBackend, operations: list[dict[str, Any]]) -> Any:
        return plain(backend, [{"value": "", **operation} for operation in operations])

    patch(APIGatewayBackend, update_account=update_account)


def install() -> None:
    """Install all patches of this module."""
    escape_policies_of_apis()
    remember_links_of_integrations()
    clear_the_log_role_of_the_account()
