"""The host name on the listener's certificate.

ACM asks for the same DNS record for every certificate of one domain in one account. Were two environments to share a
domain, destroying one would take away the record that the other's renewal needs: so each asks for a name of its own.
"""

from __future__ import annotations

from generator.spec.model import Environment
from generator.spec.model.load_balancer import Certificate


def certificate_domain(certificate: Certificate, suffix: str) -> str:
    """Return the domain on the certificate: that of the spec, below it where the environment gets a name of its own."""
    if certificate.arn is None and certificate.own_subdomain:
        return f"{suffix}.{certificate.domain}"
    return certificate.domain


def requested_domain(env: Environment) -> str | None:
    """Return the domain for which a certificate is requested, or None where none is."""
    certificate = env.load_balancer.certificate
    if env.load_balancer.protocol == "HTTP" or certificate.arn is not None:
        return None
    return certificate_domain(certificate, env.environment_suffix)
