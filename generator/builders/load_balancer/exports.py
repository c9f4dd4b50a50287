"""What other builders use of the load balancers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.planning.references import Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancerExports:
    """The load balancers, and the VPC link from the API to them.

    target_group_suffixes  by (target, colour): the metric dimension TargetGroup; target_group_arns by the same
    rule_arns              by the name of the rule
    domain                 the host name on the certificate; None for plain HTTP
    port, scheme           of the listener
    link_id, link_target   the VPC link of an integration; only a direct link names a target as well
    nlb_arn, nlb_suffix    None with a direct link
    link_dependencies      what a call passes before the balancer: the stage waits for it, so that the API uses a new
                           one before the old one is destroyed
    """

    alb_suffix: str
    nlb_arn: Arn | None
    nlb_suffix: str | None
    link_id: str
    link_target: Arn | None
    listener_arn: Arn
    target_group_suffixes: Mapping[tuple[str, str], str]
    target_group_arns: Mapping[tuple[str, str], Arn]
    rule_arns: Mapping[str, Arn]
    certificate_arn: Arn | None
    domain: str
    port: int
    scheme: str
    link_dependencies: tuple[Any, ...]
