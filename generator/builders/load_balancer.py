"""The private load balancers, and the blue and green targets behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.refs import Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancerExports:
    """`target_group_suffixes` by (target name, colour): the metric dimension TargetGroup. `domain` is the host that
    the certificate bears; `port` and `scheme` those of the listener."""

    alb_suffix: str
    nlb_arn: Arn
    listener_arn: Arn
    target_group_suffixes: Mapping[tuple[str, str], str]
    domain: str
    port: int
    scheme: str
