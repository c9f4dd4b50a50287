"""Check that the certificate of the listener is issued, or can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.planning.certificate_domain import certificate_domain
from generator.spec.model import Environment
from generator.verify.preflight.account import AwsAccount
from generator.verify.preflight.rows import Row


def certificate(aws: AwsAccount, env: Environment) -> Iterator[Row]:
    """The listener's certificate is issued, or can be."""
    wanted = env.load_balancer.certificate
    if env.load_balancer.protocol == "HTTP":
        return
    domain = certificate_domain(env.load_balancer, env.environment_suffix)
    if wanted.arn is not None:
        arn = wanted.arn
        found = aws.ask("acm", lambda acm: acm.describe_certificate(CertificateArn=arn)["Certificate"])
        yield _issued(found, domain)
    elif wanted.hosted_zone_id is not None:
        zone_id = wanted.hosted_zone_id
        zone = aws.ask("route53", lambda client: client.get_hosted_zone(Id=zone_id)["HostedZone"])
        yield _zone(zone, zone_id, domain)
    else:
        remedy = "set hostedZoneId or arn, or make the record of the output certificate_records while the apply waits"
        yield Row("certificate", "warning", f"{domain} is to be proven by hand", remedy)


def _issued(found: Any, domain: str) -> Row:
    if not found:
        return Row("certificate", "error", "ACM has none of this ARN here", "name one of this account and region")
    if found["Status"] != "ISSUED":
        return Row("certificate", "error", f"it is {found['Status']}", "make the records that ACM asks for, and wait")
    names = [found["DomainName"], *found.get("SubjectAlternativeNames", ())]
    if not any(_covers(name, domain) for name in names):
        return Row("certificate", "error", f"it is for {', '.join(names)}", f"{domain!r} is what API Gateway checks")
    return Row("certificate", "ok", f"issued for {found['DomainName']}")


def _covers(name: str, domain: str) -> bool:
    return name == domain or (name.startswith("*.") and domain.partition(".")[2] == name[2:])


def _zone(zone: Any, zone_id: str, domain: str) -> Row:
    if not zone:
        return Row("certificate", "error", f"there is no hosted zone {zone_id}", "name one of this account")
    name = str(zone["Name"]).rstrip(".")
    if not f".{domain}".endswith(f".{name}"):
        return Row("certificate", "error", f"{domain} is not in the zone {name}", "name the zone of the domain")
    return Row("certificate", "ok", f"{domain} is proven in the zone {name}")
