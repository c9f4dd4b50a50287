"""Warn before a plan of what AWS would refuse in the middle of the apply, and advise what to do instead."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any

from generator.analysis.replacement_order import Contents
from generator.aws.resource_types import RESOURCE_TYPES

SUBNET, PROVISIONED = "aws_subnet", "aws_lambda_provisioned_concurrency_config"


def advice(actions: Mapping[str, str], before: Contents, after: Contents) -> dict[str, str]:
    """Return the advice on some changes, by address: `actions` says what happens to each resource that changes."""
    found = dict(_of_types(actions))
    found.update(_blocks_still_held(actions, before, after))
    found.update(_concurrency_with_new_code(actions, after))
    return found


def _of_types(actions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for address, action in actions.items():
        row = RESOURCE_TYPES.get(address.partition(".")[0])
        if action == "replaced" and row is not None and row.if_replaced:
            yield address, row.if_replaced


def _blocks_still_held(actions: Mapping[str, str], before: Contents, after: Contents) -> Iterator[tuple[str, str]]:
    """A subnet is created before its predecessor goes, and the VPC has each address once."""
    if actions.get("aws_vpc.vpc") == "replaced":
        return
    held = {address: _block(before[address]) for address in before if address.startswith(f"{SUBNET}.")}
    for address in (address for address in actions if address.startswith(f"{SUBNET}.") and address in after):
        wanted = _block(after[address])
        for other, block in held.items():
            if other != address and actions.get(other) in ("removed", "replaced") and wanted.overlaps(block):
                yield (
                    address,
                    f"{wanted} is held by {other} until that is gone, and EC2 refuses the subnet: give network.subnets "
                    "blocks that are free",
                )


def _block(subnet: Mapping[str, Any]) -> ipaddress.IPv4Network:
    return ipaddress.IPv4Network(subnet["cidr_block"])


def _concurrency_with_new_code(actions: Mapping[str, str], after: Contents) -> Iterator[tuple[str, str]]:
    """Source: hashicorp/terraform-provider-aws#48116; hashicorp/terraform#24957."""
    for address, action in actions.items():
        if not address.startswith(f"{PROVISIONED}.") or action not in ("added", "changed", "replaced"):
            continue
        function = _named(after[address]["function_name"])
        if actions.get(function) == "changed":
            yield (
                address,
                f"{function} gets a new version in the same apply, and Lambda moves no alias whose provisioned "
                "concurrency is being set: apply the code first, then the concurrency",
            )


def _named(reference: str) -> str:
    """The address in a reference such as `${aws_lambda_function.x.function_name}`."""
    return ".".join(reference.removeprefix("${").split(".")[:2])
