"""Name servers to which no route leads never answer: every look-up waits. A domain has one rule, or the apply fails."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment
from generator.spec.model.network import OnPremises, Resolver

CODE = "NET247"
LEVEL = "error"
SUMMARY = "a resolver asks where nobody answers, or for a domain that is not on-premises"
SOURCE = "Route 53 developer guide, Forwarding outbound DNS queries to your network; Values for rules"
# Forwarded, every call of an AWS service from the VPC would hang on the way on-premises.
OF_AWS = ("amazonaws.com", "aws.com", "aws")


def check(env: Environment) -> Iterator[Finding]:
    remote = env.network.on_premises
    if remote is None or remote.resolver is None:
        return
    resolver = remote.resolver
    if not resolver.inbound and not resolver.outbound:
        yield Finding(CODE, resolver.pointer, "it does nothing: set 'inbound: true', or add a domain to 'outbound'")
    yield from _domains(resolver, env)
    yield from _servers(resolver, remote)


def _domains(resolver: Resolver, env: Environment) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    ours = env.api.custom_domain.name if env.api.custom_domain is not None else None
    for rule in resolver.outbound:
        at = rule.pointer / "domain"
        other = seen.setdefault(rule.domain, rule.name)
        if other != rule.name:
            yield Finding(CODE, at, f"{other!r} forwards {rule.domain}, too, and AWS takes one rule a domain: drop one")
        if any(rule.domain == domain or rule.domain.endswith(f".{domain}") for domain in OF_AWS):
            yield Finding(CODE, at, f"{rule.domain} is AWS's: forwarded, its endpoints in the VPC would not be found")
        if resolver.inbound and ours == rule.domain:
            message = f"{ours} is the API's own name, which on-premises asks of the VPC: forwarded, it goes in a circle"
            yield Finding(CODE, at, message)


def _servers(resolver: Resolver, remote: OnPremises) -> Iterator[Finding]:
    blocks = [block for block in map(_block, remote.cidrs) if block is not None]
    for rule in resolver.outbound:
        for index, text in enumerate(rule.addresses):
            address = _address(text)
            if address is None or not any(address in block for block in blocks):
                message = f"no route leads to {text}: add its block to 'network.onPremises.cidrs'"
                yield Finding(CODE, rule.pointer / "addresses" / index, message)


def _block(text: str) -> ipaddress.IPv4Network | None:
    try:
        return ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        return None  # NET008 has said so.


def _address(text: str) -> ipaddress.IPv4Address | None:
    try:
        return ipaddress.IPv4Address(text)
    except ValueError:
        return None
