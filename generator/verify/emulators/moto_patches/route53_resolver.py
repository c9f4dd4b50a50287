"""Patch moto's Route 53 Resolver."""

from __future__ import annotations

import json
from typing import Any

from moto.route53resolver.models import ResolverEndpoint
from moto.route53resolver.responses import Route53ResolverResponse

from generator.verify.emulators.moto_patches.members import patch

USUAL_PROTOCOLS = ["Do53"]


def remember_protocols_of_resolvers() -> None:
    """CreateResolverEndpoint with Protocols: the endpoint shows them."""
    create, describe = Route53ResolverResponse.create_resolver_endpoint, ResolverEndpoint.description

    def create_resolver_endpoint(request: Route53ResolverResponse) -> str:
        answer: dict[str, Any] = json.loads(create(request))
        endpoint = request.route53resolver_backend.resolver_endpoints[answer["ResolverEndpoint"]["Id"]]
        endpoint.__dict__["protocols"] = request._get_param("Protocols", USUAL_PROTOCOLS)
        return json.dumps({"ResolverEndpoint": endpoint.description()})

    def description(endpoint: ResolverEndpoint) -> dict[str, Any]:
        return {**describe(endpoint), "Protocols": endpoint.__dict__.get("protocols", USUAL_PROTOCOLS)}

    patch(Route53ResolverResponse, create_resolver_endpoint=create_resolver_endpoint)
    patch(ResolverEndpoint, description=description)


def install() -> None:
    """Install all patches of this module."""
    remember_protocols_of_resolvers()
