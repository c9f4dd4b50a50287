"""The Application Load Balancer with its listener, target groups, rules and VPC link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.builders.deletion_protection import name_tags
from generator.builders.functions import FunctionExports
from generator.builders.load_balancer.certificate import build_certificate
from generator.builders.load_balancer.exports import BalancerExports
from generator.builders.load_balancer.listener import build_listener
from generator.builders.load_balancer.listener_rules import build_listener_rules
from generator.builders.load_balancer.target_groups import build_target_groups
from generator.builders.load_balancer.vpc_link import build_vpc_link
from generator.builders.network import NetworkExports
from generator.builders.storage import StorageExports
from generator.planning.certificate_domain import certificate_domain
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.api import Api
from generator.spec.model.load_balancer import LoadBalancer
from generator.spec.model.protection import Protection
from generator.spec.model.rollouts import Rollout
from generator.stack_plan import Scope, aws, step


@step
def build_load_balancer(
    scope: Scope,
    balancer: LoadBalancer,
    api: Api,
    naming: Naming,
    *,
    network: NetworkExports,
    functions: Mapping[str, FunctionExports],
    storage: StorageExports,
    protection: Protection,
    rollouts: Sequence[Rollout],
) -> BalancerExports:
    """Build the balancers. The API's routes add listener rules, and its `vpcLink` chooses the kind of link."""
    alb = _alb(scope, balancer, naming, network, storage, protection)
    certificate_arn = build_certificate(scope.at(balancer.certificate), balancer, naming)
    listener = build_listener(scope, balancer, naming, alb=alb, certificate_arn=certificate_arn)
    groups = build_target_groups(
        scope.at(balancer.targets), balancer.targets, naming, network=network, functions=functions
    )
    rules = build_listener_rules(
        scope, balancer, api.routes, naming, listener=listener, groups=groups, rollouts=rollouts
    )
    vpc_link_exports = build_vpc_link(
        scope, balancer, naming, api.vpc_link, network=network, alb=alb, listener=listener, protection=protection
    )
    return BalancerExports(
        alb_suffix=alb.arn_suffix,
        nlb_arn=vpc_link_exports.nlb_arn,
        nlb_suffix=vpc_link_exports.nlb_suffix,
        link_id=vpc_link_exports.link_id,
        link_target=vpc_link_exports.link_target,
        listener_arn=Arn(listener.arn),
        target_group_suffixes={key: group.arn_suffix for key, group in groups.items()},
        target_group_arns={key: Arn(group.arn) for key, group in groups.items()},
        rule_arns=rules,
        certificate_arn=certificate_arn,
        domain=certificate_domain(balancer, naming.suffix),
        port=balancer.port,
        scheme=balancer.protocol.lower(),
        link_dependencies=vpc_link_exports.link_dependencies,
    )


@step
def _alb(
    scope: Scope,
    balancer: LoadBalancer,
    naming: Naming,
    network: NetworkExports,
    storage: StorageExports,
    protection: Protection,
) -> Any:
    name = naming.name("alb")
    bucket, prefix = storage.access_logs.name, storage.balancer_prefix
    return aws.Lb(
        scope,
        "alb",
        name=name,
        load_balancer_type="application",
        internal=True,
        subnets=list(network.private_subnet_ids),
        security_groups=[network.balancer_security_group_id],
        idle_timeout=balancer.idle_timeout_seconds,
        drop_invalid_header_fields=True,
        desync_mitigation_mode=balancer.desync_mitigation,
        enable_deletion_protection=protection.deletion,
        access_logs=aws.LbAccessLogs(bucket=bucket, prefix=prefix, enabled=balancer.access_logs),
        connection_logs=aws.LbConnectionLogs(bucket=bucket, prefix=prefix, enabled=balancer.connection_logs),
        tags=name_tags(name, protected=protection.deletion),
    )
