"""What the others may know of the load balancers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.planning.references import Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancerExports:
    """`target_group_suffixes` by (target name, colour): the metric dimension TargetGroup; `target_group_arns` by the
    same, `rule_arns` by the name of the rule. `domain` is the host name on the certificate, which plain HTTP has none
    of; `port` and `scheme` are those of the listener. An integration of the API goes through the VPC link `link_id`;
    only with the direct link it also names `link_target`. `nlb_arn` and `nlb_suffix` are None then. `way_in` is what a
    call passes before the balancer: the API changes over to a new one before the old one goes."""

    alb_arn: Arn
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
    way_in: tuple[Any, ...]
