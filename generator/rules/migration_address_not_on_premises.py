"""What the migration calls lies beyond the VPC: where no route leads there, each call ends in a timeout."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence

from generator.aws.vpc_cidrs import PRIVATE_RANGES
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.planning.migration import active_migration, is_address
from generator.spec.model import Environment
from generator.spec.model.migration import Migration

CODE = "MIG007"
LEVEL = "error"
SUMMARY = "the migration calls an address that is not on-premises"
SOURCE = "VPC user guide, Route tables"


def check(env: Environment) -> Iterator[Finding]:
    move, remote = active_migration(env), env.network.on_premises
    if move is None:
        return
    if remote is None and env.network.vpc_id is None:
        message = "no way leads on-premises: set 'network.onPremises' with 'cidrs'"
        yield Finding(CODE, move.pointer / "phase", message)
        return
    blocks = _blocks(remote.cidrs if remote else PRIVATE_RANGES)
    for address, pointer in _called_addresses(move):
        if blocks and not any(ipaddress.IPv4Address(address) in block for block in blocks):
            yield Finding(CODE, pointer, f"no route leads to {address}: add its block to 'network.onPremises.cidrs'")


def _called_addresses(move: Migration) -> Iterator[tuple[str, SpecPath]]:
    if move.relay is not None:
        for index, address in enumerate(move.relay.addresses):
            yield address, move.relay.pointer / "addresses" / index
    if move.source is not None:
        if is_address(move.source.host):
            yield move.source.host, move.source.pointer / "host"
        for index, address in enumerate(move.source.addresses):
            yield address, move.source.pointer / "addresses" / index


def _blocks(cidrs: Sequence[str]) -> list[ipaddress.IPv4Network]:
    """None where one is no block: rule NET001 says so."""
    try:
        return [ipaddress.IPv4Network(cidr) for cidr in cidrs]
    except ValueError:
        return []
