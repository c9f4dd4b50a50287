"""Target groups and their targets: a function's alias, or addresses on-premises.

Where what stands behind a colour changes, traffic must not fall between: the new one is registered before a rule leads
to it, and the old one stays until no rule does. So rules wait for registrations, and the rows of all types here say
that the successor is created first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.builders.functions import FunctionExports
from generator.builders.network import NetworkExports
from generator.planning.naming import Naming
from generator.planning.target_group_names import group_qualifier
from generator.spec.model.functions import Colour
from generator.spec.model.load_balancer import Backend, Target
from generator.stack_plan import Scope, aws, step

# The way to each address and port.
EgressRules = Mapping[tuple[str, int], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourGroup:
    """A target group, and the registrations for which a rule must wait."""

    arn: str
    arn_suffix: str
    registrations: tuple[Any, ...]


@step
def build_target_groups(
    scope: Scope,
    targets: Sequence[Target],
    naming: Naming,
    *,
    network: NetworkExports,
    functions: Mapping[str, FunctionExports],
) -> dict[tuple[str, str], ColourGroup]:
    """Build the target group of every colour of every target; return them by target and colour."""
    groups: dict[tuple[str, str], ColourGroup] = {}
    egress_rules = _allow_egress(scope, targets, network)
    for target in targets:
        routed = target.functions()
        for colour, backend in target.backends().items():
            if colour in routed:
                group = _function_group(scope.at(backend), target, colour, backend, naming, functions[routed[colour]])
            else:
                group = _address_group(scope.at(backend), target, colour, backend, naming, network, egress_rules)
            groups[target.name, colour] = group
    return groups


@step
def _function_group(
    scope: Scope, target: Target, colour: Colour, backend: Backend, naming: Naming, function: FunctionExports
) -> ColourGroup:
    qualifier, alias = group_qualifier(target, colour), function.aliases[colour]
    # A group for a function has no port, protocol or VPC.
    group = _group(
        scope,
        qualifier,
        naming,
        target_type="lambda",
        lambda_multi_value_headers_enabled=target.multi_value_headers,
        health_check=_health_check(backend),
    )
    permission = aws.LambdaPermission(
        scope,
        f"balancer-permission-{qualifier}",
        # AWS makes the rest of the id: two may be there at once.
        statement_id_prefix=f"balancer-{target.name}-{colour}-",
        action="lambda:InvokeFunction",
        function_name=function.name,
        qualifier=alias.qualifier,
        principal="elasticloadbalancing.amazonaws.com",
        source_arn=group.arn,
    )
    registration = aws.LbTargetGroupAttachment(
        scope,
        f"tg-attachment-{qualifier}",
        target_group_arn=group.arn,
        target_id=alias.arn,
        depends_on=[permission],
    )
    return ColourGroup(arn=group.arn, arn_suffix=group.arn_suffix, registrations=(registration,))


@step
def _address_group(
    scope: Scope,
    target: Target,
    colour: Colour,
    backend: Backend,
    naming: Naming,
    network: NetworkExports,
    egress_rules: EgressRules,
) -> ColourGroup:
    qualifier = group_qualifier(target, colour)
    group = _group(
        scope,
        qualifier,
        naming,
        target_type="ip",
        vpc_id=network.vpc_id,
        port=backend.port,
        protocol=backend.protocol,
        deregistration_delay=str(backend.deregistration_delay_seconds),
        health_check=_health_check(backend),
    )
    registrations = [
        aws.LbTargetGroupAttachment(
            scope,
            f"tg-attachment-{address.replace('.', '-')}-{qualifier}",
            target_group_arn=group.arn,
            target_id=address,
            port=backend.port,
            # The address is outside the VPC.
            availability_zone="all",
            depends_on=[egress_rules[address, backend.port]],
        )
        for address in backend.addresses
    ]
    return ColourGroup(arn=group.arn, arn_suffix=group.arn_suffix, registrations=tuple(registrations))


def _group(scope: Scope, qualifier: str, naming: Naming, **arguments: Any) -> Any:
    name = naming.name("tg", qualifier)
    return aws.LbTargetGroup(scope, f"tg-{qualifier}", name=name, tags={"Name": name}, **arguments)


def _health_check(backend: Backend) -> Any:
    check, remote = backend.health_check, backend.type == "ip"
    return aws.LbTargetGroupHealthCheck(
        enabled=check.enabled or remote,
        path=check.path,
        matcher=check.matcher,
        interval=check.interval_seconds,
        timeout=check.timeout_seconds,
        healthy_threshold=check.healthy_threshold,
        unhealthy_threshold=check.unhealthy_threshold,
        protocol=backend.protocol if remote else None,
        port="traffic-port" if remote else None,
    )


def _allow_egress(scope: Scope, targets: Sequence[Target], network: NetworkExports) -> EgressRules:
    """Let the balancer reach every address on-premises, on its port alone. Functions are called through AWS."""
    remote = [backend for target in targets for backend in target.backends().values() if backend.type == "ip"]
    return {
        (address, port): aws.VpcSecurityGroupEgressRule(
            scope,
            f"alb-egress-{address.replace('.', '-')}-{port}",
            security_group_id=network.balancer_security_group_id,
            description=f"payment requests and health checks to {address} on-premises",
            cidr_ipv4=f"{address}/32",
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
        )
        for address, port in dict.fromkeys(
            (address, backend.port) for backend in remote for address in backend.addresses
        )
    }
