"""The direct VPC link is an argument of provider 6.25: an older one refuses the whole stack."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.provider import DIRECT_LINK_SINCE, excludes_from
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API007"
LEVEL = "error"
SUMMARY = "the direct VPC link needs a later AWS provider than the spec allows"
SOURCE = "AWS provider changelog, 6.25.0: aws_api_gateway_integration, integration_target"


def check(env: Environment) -> Iterator[Finding]:
    if env.api.vpc_link == "direct" and excludes_from(env.provider_version, DIRECT_LINK_SINCE):
        message = f"a direct link needs AWS provider 6.25 or later, which {env.provider_version!r} excludes"
        remedy = "set providerVersion to '~> 6.25', or vpcLink to nlb"
        yield Finding(CODE, env.api.pointer / "vpcLink", f"{message}: {remedy}")
