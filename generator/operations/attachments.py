"""Find attachments that no resource declares: rules of security groups, policies of roles.

The provider lists such parts in the resource, too. Those that are declared are no drift: the group came before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.operations.resource_changes import ArgumentChange, ResourceChange

PARTS: Mapping[str, tuple[str, ...]] = {
    "aws_iam_role": ("inline_policy", "managed_policy_arns"),
    "aws_route_table": ("route",),
    "aws_security_group": ("ingress", "egress"),
}
# Arguments whose value another resource declares: when they change, that resource does.
MIRRORED: Mapping[str, Mapping[str, str]] = {
    "aws_api_gateway_rest_api": {"policy": "aws_api_gateway_rest_api_policy"},
    "aws_api_gateway_stage": {"web_acl_arn": "aws_wafv2_web_acl_association"},
    "aws_guardduty_detector": {"datasources": "aws_guardduty_detector_feature"},
    "aws_route_table": {"propagating_vgws": "aws_vpn_gateway_route_propagation"},
    "aws_s3_bucket": {
        "lifecycle_rule": "aws_s3_bucket_lifecycle_configuration",
        "logging": "aws_s3_bucket_logging",
        "object_lock_configuration": "aws_s3_bucket_object_lock_configuration",
        "object_lock_enabled": "aws_s3_bucket_object_lock_configuration",
        "policy": "aws_s3_bucket_policy",
        "replication_configuration": "aws_s3_bucket_replication_configuration",
        "server_side_encryption_configuration": "aws_s3_bucket_server_side_encryption_configuration",
        "versioning": "aws_s3_bucket_versioning",
    },
    "aws_secretsmanager_secret": {"policy": "aws_secretsmanager_secret_policy"},
    "aws_sns_topic": {"policy": "aws_sns_topic_policy"},
    "aws_sqs_queue": {"policy": "aws_sqs_queue_policy"},
}
_RULES = {"ingress": "aws_vpc_security_group_ingress_rule", "egress": "aws_vpc_security_group_egress_rule"}
_LISTS = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
_ENDS = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")
# A route by its destination, as aws_route_table has it and as aws_route does.
_DESTINATIONS = {
    "cidr_block": "destination_cidr_block",
    "ipv6_cidr_block": "destination_ipv6_cidr_block",
    "destination_prefix_list_id": "destination_prefix_list_id",
}
_EVERY_PROTOCOL = "-1"


def undeclared_attachments(change: ResourceChange, plan: Mapping[str, Any]) -> Iterator[ArgumentChange]:
    """Yield the parts of a resource that no other resource of a refresh-only plan declares."""
    for argument in PARTS.get(change.type, ()):
        for part in change.after.get(argument) or ():
            for name in _undeclared(change, argument, part, plan):
                yield ArgumentChange(argument, None, name)


def is_declared_elsewhere(change: ResourceChange, argument: str, plan: Mapping[str, Any]) -> bool:
    """Return whether another resource of the plan, which names this one, declares an argument of it."""
    kind = MIRRORED.get(change.type, {}).get(argument)
    identities = {change.after.get(key) for key in ("id", "arn", "name")} - {None}
    return kind is not None and any(identities & _texts(one) for one in _values(plan, kind))


def _undeclared(change: ResourceChange, argument: str, part: Any, plan: Mapping[str, Any]) -> list[str]:
    if argument == "inline_policy":
        own = _of(plan, "aws_iam_role_policy", "role", change.after.get("name"))
        return [part["name"]] if part.get("name") and part["name"] not in [one.get("name") for one in own] else []
    if argument == "managed_policy_arns":
        attached = _of(plan, "aws_iam_role_policy_attachment", "role", change.after.get("name"))
        return [part] if part not in [one.get("policy_arn") for one in attached] else []
    if argument == "route":
        routes = _of(plan, "aws_route", "route_table_id", change.after.get("id"))
        declared = {one.get(key) for one in routes for key in _DESTINATIONS.values()}
        return [part[key] for key in _DESTINATIONS if part.get(key) and part[key] not in declared]
    rules = _of(plan, _RULES[argument], "security_group_id", change.after.get("id"))
    known = {one.get(end) for one in rules if _ports(one, "ip_protocol") == _ports(part, "protocol") for end in _ENDS}
    ends = [end for key in _LISTS for end in part.get(key) or () if end not in known]
    protocol, first, last = _ports(part, "protocol")
    return [f"{protocol} {first}-{last} {end}" for end in ends]


def _ports(rule: Mapping[str, Any], protocol: str) -> tuple[Any, Any, Any]:
    if str(rule.get(protocol)) == _EVERY_PROTOCOL:
        return _EVERY_PROTOCOL, 0, 0
    return rule.get(protocol), rule.get("from_port"), rule.get("to_port")


def _texts(values: Mapping[str, Any]) -> set[str]:
    return {value for value in values.values() if isinstance(value, str)}


def _of(plan: Mapping[str, Any], kind: str, key: str, value: Any) -> list[Mapping[str, Any]]:
    return [one for one in _values(plan, kind) if one.get(key) == value]


def _values(plan: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    module = plan.get("prior_state", {}).get("values", {}).get("root_module", {})
    yield from (one["values"] for one in module.get("resources", ()) if one["type"] == kind)
