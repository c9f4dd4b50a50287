"""The default endpoint of a regional API takes TLS 1.0, too (PCI DSS 4.2.1); a custom domain asks for TLS 1.2."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API010"
LEVEL = "warning"
SUMMARY = "the API's default endpoint takes old TLS versions"
SOURCE = "API Gateway, Security policies for REST APIs"


def check(env: Environment) -> Iterator[Finding]:
    api = env.api
    if api.endpoint_type == "REGIONAL" and api.custom_domain is None and env.load_balancer.pci_scope:
        message = "the default endpoint takes TLS 1.0: set 'customDomain', which closes it, or 'endpointType: PRIVATE'"
        yield Finding(CODE, api.pointer / "customDomain", message)
