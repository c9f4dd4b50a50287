"""An account has one customer gateway for an address and AS number: Terraform refuses the second in mid-apply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diagnostics.findings import Finding
from generator.planning.spec_facts import DEVICES, SpecFacts

CODE = "NET252"
LEVEL = "warning"
SUMMARY = "two environments of one account have one customer gateway"
SOURCE = "EC2 API reference, CreateCustomerGateway: no two with the same type, address and ASN"


def check(position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]:
    one = specs[position]
    for other in specs[:position]:
        same = [device for device in one.devices if device in other.devices]
        if same and one.name != other.name and one.shares_account(other):
            address, number = same[0]
            message = (
                f"{address} with number {number} is a customer gateway of {other.name!r}, too, in "
                f"{other.line(DEVICES)}, and an account has one of the two only: put both behind a transit gateway, "
                "name their accounts in 'account.id' if there are two, or give the device another number"
            )
            yield one.finding(CODE, DEVICES, message)
            return
