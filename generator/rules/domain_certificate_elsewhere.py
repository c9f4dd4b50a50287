"""A regional custom domain takes a certificate of its own region: API Gateway refuses another."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API082"
LEVEL = "error"
SUMMARY = "the certificate of the custom domain is of another region"
SOURCE = "API Gateway developer guide, Get certificates ready in ACM"


def check(env: Environment) -> Iterator[Finding]:
    domain = env.api.custom_domain
    if domain is None:
        return
    region = domain.certificate_arn.split(":")[3]
    if region != env.aws_region:
        message = f"the certificate is of {region}, the API of {env.aws_region}: name one of that region"
        yield Finding(CODE, domain.pointer / "certificateArn", message)
