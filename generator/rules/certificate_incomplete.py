"""API Gateway checks the balancer's certificate by its name, and a listener takes no certificate that is not issued."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "LBR008"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "the listener's certificate will not be issued, or not be accepted, without more"
SOURCE = "ACM user guide, DNS validation; API Gateway, Set up HTTP integrations"

# Reserved by RFC 2606: nobody can prove that it is theirs.
EXAMPLES = (".example.com", ".example.net", ".example.org")


def check(env: Environment) -> Iterator[Finding]:
    certificate = env.load_balancer.certificate
    if env.load_balancer.protocol == "HTTP":
        return
    region = certificate.arn.split(":")[3] if certificate.arn is not None else env.aws_region
    if region != env.aws_region:
        message = f"the certificate is of {region}, the load balancer of {env.aws_region}: name one of that region"
        yield Finding(CODE, certificate.pointer / "arn", message)
        return
    placeholder = f".{certificate.domain}".endswith(EXAMPLES)
    if certificate.arn is not None and placeholder:
        message = f"API Gateway refuses a certificate that is not for {certificate.domain!r}: set 'domain' to its name"
        yield Finding(CODE, certificate.pointer / "domain", message)
    elif certificate.arn is None and placeholder:
        message = f"ACM issues no certificate for {certificate.domain!r}: set 'domain' and 'hostedZoneId', or 'arn'"
        yield Finding(CODE, certificate.pointer / "domain", message, level="warning")
    elif certificate.arn is None and certificate.hosted_zone_id is None:
        message = (
            "the certificate stays pending, and the apply waits for it 75 minutes, until its DNS record exists: set "
            "'hostedZoneId', or make the record first (docs/runbooks/first-deployment.md)"
        )
        yield Finding(CODE, certificate.pointer / "hostedZoneId", message, level="warning")
