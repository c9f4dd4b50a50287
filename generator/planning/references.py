"""Types of the references that builders hand to each other: one each, so that a mix-up is a type error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

Arn = NewType("Arn", str)
VpcId = NewType("VpcId", str)
SubnetId = NewType("SubnetId", str)
SecurityGroupId = NewType("SecurityGroupId", str)
RouteTableId = NewType("RouteTableId", str)


@dataclass(frozen=True, slots=True)
class Account:
    """The account and region in which the stack lives. The id is known to Terraform only."""

    id: str
    region: str
