"""A private API is called through endpoints, a regional one through the internet: settings of the other kind would be
ignored, or refused in the middle of an apply.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API008"
LEVEL = "error"
SUMMARY = "a setting of the API contradicts its endpoint type"
SOURCE = "API Gateway, Private REST APIs"


def check(env: Environment) -> Iterator[Finding]:
    api = env.api
    if api.endpoint_type == "REGIONAL" and api.vpc_endpoint_ids:
        message = "a REGIONAL API is not called through endpoints: drop them, or set endpointType to PRIVATE"
        yield Finding(CODE, api.pointer / "vpcEndpointIds", message)
    domain = api.custom_domain
    if api.endpoint_type == "PRIVATE" and domain is not None and domain.truststore_uri is not None:
        message = "a private domain takes no mutual TLS: drop 'truststoreUri', or set endpointType to REGIONAL"
        yield Finding(CODE, domain.pointer / "truststoreUri", message)
