"""Route 53 Resolver endpoints: name servers on-premises ask an endpoint in the VPC, and the VPC asks them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.builders.network.security_groups import security_group
from generator.planning.naming import Naming
from generator.planning.references import SecurityGroupId, SubnetId
from generator.spec.model.network import OnPremises, ResolverRule
from generator.stack_plan import Scope, aws, step

DNS = 53
# A query goes by UDP, and by TCP where the answer is long.
PROTOCOLS = ("tcp", "udp")
INBOUND, OUTBOUND = "INBOUND", "OUTBOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An endpoint; `addresses` is an expression of Terraform's, as it is a set of which each knows its own."""

    id: str
    addresses: str


@step
def build_resolver(
    scope: Scope, remote: OnPremises, naming: Naming, *, vpc_id: str, subnets: Sequence[SubnetId]
) -> str | None:
    """Build the endpoints of the spec, and return an expression for the addresses of the inbound one."""
    resolver = remote.resolver
    if resolver is None:
        return None
    scope = scope.at(resolver)
    if resolver.outbound:
        _build_outbound(scope, resolver.outbound, naming, vpc_id, subnets)
    if not resolver.inbound:
        return None
    group = security_group(scope, naming, "resolver-inbound", "Resolver: in from name servers on-premises", vpc_id)
    _open(scope, "ingress", "resolver-inbound", group, remote.cidrs, "Names of the VPC, for name servers on-premises")
    return _endpoint(scope, naming, INBOUND, group, subnets).addresses


def _build_outbound(
    scope: Scope, rules: Sequence[ResolverRule], naming: Naming, vpc_id: str, subnets: Sequence[SubnetId]
) -> None:
    group = security_group(scope, naming, "resolver-outbound", "Resolver: out to name servers on-premises", vpc_id)
    servers = sorted({f"{address}/32" for rule in rules for address in rule.addresses})
    _open(scope, "egress", "resolver-outbound", group, servers, "Names on-premises, of the name servers there")
    endpoint = _endpoint(scope, naming, OUTBOUND, group, subnets)
    for rule in rules:
        _forward(scope.at(rule), rule, naming, endpoint.id, vpc_id)


def _forward(scope: Scope, rule: ResolverRule, naming: Naming, endpoint_id: str, vpc_id: str) -> None:
    name = naming.name("resolver-rule", rule.name)
    built = aws.Route53ResolverRule(
        scope,
        f"resolver-rule-{rule.name}",
        name=name,
        domain_name=rule.domain,
        rule_type="FORWARD",
        resolver_endpoint_id=endpoint_id,
        target_ip=[aws.Route53ResolverRuleTargetIp(ip=address, port=DNS) for address in rule.addresses],
        tags={"Name": name},
    )
    aws.Route53ResolverRuleAssociation(
        scope, f"resolver-rule-{rule.name}-association", name=name, resolver_rule_id=built.id, vpc_id=vpc_id
    )


def _endpoint(
    scope: Scope, naming: Naming, direction: str, group: SecurityGroupId, subnets: Sequence[SubnetId]
) -> Endpoint:
    """An endpoint with an address in each zone; AWS chooses the addresses, and they stay."""
    qualifier = direction.lower()
    name = naming.name("resolver-endpoint", qualifier)
    built = aws.Route53ResolverEndpoint(
        scope,
        f"resolver-{qualifier}",
        name=name,
        direction=direction,
        security_group_ids=[group],
        ip_address=[aws.Route53ResolverEndpointIpAddress(subnet_id=subnet) for subnet in subnets],
        protocols=["Do53"],
        tags={"Name": name},
    )
    addresses = f"${{sort([for each in aws_route53_resolver_endpoint.resolver-{qualifier}.ip_address : each.ip])}}"
    return Endpoint(id=built.id, addresses=addresses)


def _open(
    scope: Scope, direction: str, qualifier: str, group: SecurityGroupId, blocks: Iterable[str], purpose: str
) -> None:
    kind = aws.VpcSecurityGroupIngressRule if direction == "ingress" else aws.VpcSecurityGroupEgressRule
    for block in blocks:
        for protocol in PROTOCOLS:
            kind(
                scope,
                f"{qualifier}-{direction}-{protocol}-{block.replace('.', '-').replace('/', '_')}",
                security_group_id=group,
                cidr_ipv4=block,
                description=purpose,
                ip_protocol=protocol,
                from_port=DNS,
                to_port=DNS,
            )
