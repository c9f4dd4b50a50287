"""Compute the host name on the listener's certificate.

ACM asks for the same DNS record for every certificate of one domain in one account. Were two environments to share a
domain, destroying one would take away the record that the other's renewal needs: so each asks for a name of its own.
"""

from __future__ import annotations

from generator.spec.model import Environment
from generator.spec.model.load_balancer import LoadBalancer


def certificate_domain(balancer: LoadBalancer, suffix: str) -> str:
    """Return the domain on the certificate: that of the spec, or one below it where a certificate is requested."""
    certificate = balancer.certificate
    if requests_certificate(balancer) and certificate.own_subdomain:
        return f"{suffix}.{certificate.domain}"
    return certificate.domain


def requests_certificate(balancer: LoadBalancer) -> bool:
    """Return whether a certificate is requested: there is none for plain HTTP, and one may be there already."""
    return balancer.protocol == "HTTPS" and balancer.certificate.arn is None


def requested_domain(env: Environment) -> str | None:
    """Return the domain for which a certificate is requested, or None where none is."""
    balancer = env.load_balancer
    return certificate_domain(balancer, env.environment_suffix) if requests_certificate(balancer) else None
