"""The API passes requests on over HTTPS with the certificate checked, and its own domain takes TLS 1.2 or newer."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true, listed

CODE = "C-TLS006"
TITLE = "The API speaks TLS 1.2 or newer on both sides"
REQUIREMENTS = ("2.2.7", "4.2.1", "12.3.3")
SEVERITY: Severity = "high"
GOOD: Example = {"resource": {"aws_api_gateway_integration": {"i": {"type": "HTTP_PROXY", "uri": "https://a.example"}}}}
BAD: Example = {"resource": {"aws_api_gateway_integration": {"i": {"type": "HTTP_PROXY", "uri": "http://a.example"}}}}

POLICIES = ("TLS_1_2", "SecurityPolicy_TLS13_1_3_2025_09", "SecurityPolicy_TLS13_1_2_PQ_2025_09")


def check(stack: Stack) -> Iterator[Evidence]:
    for integration in stack.of("aws_api_gateway_integration"):
        if integration.get("type") in ("HTTP", "HTTP_PROXY"):
            uri = str(integration.get("uri"))
            yield observe(integration, "uri", uri.startswith("https://"))
        insecure = is_true(integration.get("tls_config.insecure_skip_verification"))
        yield observe(integration, "tls_config.insecure_skip_verification", not insecure, "the certificate is checked")
    for api in stack.of("aws_api_gateway_rest_api"):
        private = listed(api.get("endpoint_configuration.types")) == ["PRIVATE"]
        path = "endpoint_configuration.types" if private else "disable_execute_api_endpoint"
        closed = private or is_true(api.get("disable_execute_api_endpoint"))
        note = "private endpoints take TLS 1.2 only" if private else "" if closed else "its own endpoint takes TLS 1.0"
        yield observe(api, path, closed, note)
    for domain in stack.of("aws_api_gateway_domain_name"):
        yield observe(domain, "security_policy", domain.get("security_policy") in POLICIES)
