"""List the endpoints on-premises and in AWS, and the firewall rules that let them talk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.aws.aurora import PORT
from generator.aws.vpn import DEFAULT_ASN
from generator.operations.migration.resource_names import ResourceNames
from generator.planning.subnet_cidrs import subnet_blocks
from generator.spec.model import Environment
from generator.spec.model.network import OnPremises

HTTPS, DNS, IKE, NAT_T = 443, 53, 500, 4500


class Endpoint(NamedTuple):
    """What is connected, its address on-premises and in AWS, and the protocol."""

    what: str
    on_premises: str
    aws: str
    how: str


class FirewallRule(NamedTuple):
    """Traffic that a firewall must allow: source, target, port and purpose."""

    source: str
    target: str
    port: str
    purpose: str


def endpoints(env: Environment, names: ResourceNames) -> list[Endpoint]:
    """Return all endpoints; what only AWS knows is named by the Terraform output that has it."""
    remote = env.network.on_premises
    return [*_networks(env, remote), *_payments(env, names), *_databases(env, names), *_resolvers(env, remote)]


def firewall_rules(env: Environment) -> list[FirewallRule]:
    """Return the rules that firewalls on-premises need; AWS's side is in the stack."""
    return list(_firewall_rules(env))


def private_blocks(env: Environment) -> str:
    """Return the blocks of the functions and the load balancer, from which on-premises is called."""
    return ", ".join(subnet_blocks(env.network, "private"))


def database_blocks(env: Environment) -> str:
    """Return the blocks of Aurora."""
    return ", ".join(subnet_blocks(env.network, "database"))


def output_reference(name: str) -> str:
    """Return a reference to an output of the stack, as Markdown."""
    return f"output `{name}`"


def _networks(env: Environment, remote: OnPremises | None) -> Iterator[Endpoint]:
    if remote is None:
        yield Endpoint("network", "not in the spec", env.network.cidr, "a way that others keep")
        return
    through = {True: "transit gateway", False: "virtual private gateway"}[remote.transit_gateway_id is not None]
    yield Endpoint(
        "network", ", ".join(remote.cidrs), f"{env.network.cidr} (VPC, {output_reference('vpc_id')})", through
    )
    if remote.vpn is not None:
        for device in remote.vpn.customer_gateways:
            number = f"AS {device.bgp_asn}, " if remote.vpn.routing == "bgp" else ""
            asn = remote.amazon_asn or DEFAULT_ASN
            there = f"{output_reference('vpn_tunnel_addresses')}, two for `{device.name}`; AS {asn}"
            how = f"IPsec, IKEv2, {remote.vpn.routing} routes; keys: {output_reference('vpn_key_secret_arns')}"
            yield Endpoint(f"VPN `{device.name}`", f"{number}{device.address}", there, how)
    if remote.direct_connect is not None:
        line = remote.direct_connect
        prefixes = ", ".join(line.prefixes or (env.network.cidr,))
        yield Endpoint("Direct Connect", "your router", f"gateway `{line.gateway_id}`", f"BGP; announced: {prefixes}")


def _payments(env: Environment, names: ResourceNames) -> Iterator[Endpoint]:
    host = env.api.custom_domain.name if env.api.custom_domain is not None else None
    api = f"`https://{host}`" if host else output_reference("invoke_url")
    yield Endpoint("payment API", "your callers", api, f"HTTPS, port {HTTPS}, signed")
    relay = env.migration.relay if env.migration is not None else None
    if relay is not None:
        there = ", ".join(f"{address}:{relay.port}" for address in relay.addresses)
        proof = "mutual TLS" if relay.certificates else "TLS"
        how = f"{proof}, the certificate must be for `{relay.server_name}`"
        yield Endpoint("payment system", there, f"`{names.relay}` in {private_blocks(env)}", how)


def _databases(env: Environment, names: ResourceNames) -> Iterator[Endpoint]:
    source = env.migration.source if env.migration is not None else None
    if source is None:
        return
    there = f"{source.host}:{source.port}, database `{source.database}`, {', '.join(source.tables)}"
    here = f"cluster `{names.cluster}` in {database_blocks(env)}, port {PORT}"
    yield Endpoint("database", there, here, f"{source.engine}, TLS; user in secret `{source.secret}`")


def _resolvers(env: Environment, remote: OnPremises | None) -> Iterator[Endpoint]:
    if remote is None or remote.resolver is None:
        return
    if remote.resolver.inbound:
        host = env.api.custom_domain.name if env.api.custom_domain is not None else "the names of the VPC"
        there = f"name servers forward {host}"
        yield Endpoint(
            "names in the VPC", there, output_reference("resolver_inbound_addresses"), f"DNS, port {DNS}, UDP and TCP"
        )
    for rule in remote.resolver.outbound:
        yield Endpoint(
            f"names in `{rule.domain}`", ", ".join(rule.addresses), "resolver of the VPC", f"DNS, port {DNS}"
        )


def _firewall_rules(env: Environment) -> Iterator[FirewallRule]:
    move, remote = env.migration, env.network.on_premises
    on_premises = ", ".join(remote.cidrs) if remote is not None else "your callers"
    private, database = private_blocks(env), database_blocks(env)
    if move is not None and move.relay is not None:
        there = ", ".join(move.relay.addresses)
        yield FirewallRule(private, there, f"TCP {move.relay.port}", "payments that are blue's, and health checks")
    if move is not None and move.source is not None:
        logical = move.replication.method == "logical"
        source, port = ", ".join(move.source.addresses) or move.source.host, f"TCP {move.source.port}"
        yield FirewallRule(
            private, source, port, "the function that sets up, watches and compares" if logical else "DMS"
        )
        if logical:
            yield FirewallRule(database, source, port, "Aurora subscribes to on-premises")
        if logical and move.replication.fallback:
            yield FirewallRule(source, database, f"TCP {PORT}", "on-premises subscribes to Aurora (fallback)")
    yield FirewallRule(on_premises, private, f"TCP {HTTPS}", "callers of the API")
    if remote is not None and remote.resolver is not None and remote.resolver.inbound:
        yield FirewallRule("name servers on-premises", private, f"UDP and TCP {DNS}", "names in the VPC")
    for rule in remote.resolver.outbound if remote is not None and remote.resolver is not None else ():
        yield FirewallRule(private, ", ".join(rule.addresses), f"UDP and TCP {DNS}", f"names in {rule.domain}")
    if remote is not None and remote.vpn is not None:
        for device in remote.vpn.customer_gateways:
            both = f"AWS's tunnel ends, both ways with {device.address}"
            yield FirewallRule(both, device.address, f"UDP {IKE}, UDP {NAT_T}, protocol 50 (ESP)", "the tunnels")
