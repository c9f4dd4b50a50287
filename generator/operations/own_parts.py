"""Find what somebody added to a resource whose parts are resources of their own: rules of groups, policies of roles.

The provider lists such parts in the resource, too. Those that are declared are no drift: the group came before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.operations.resource_changes import ArgumentChange, ResourceChange

PARTS: Mapping[str, tuple[str, ...]] = {
    "aws_iam_role": ("inline_policy",),
    "aws_security_group": ("ingress", "egress"),
}
_RULES = {"ingress": "aws_vpc_security_group_ingress_rule", "egress": "aws_vpc_security_group_egress_rule"}
_LISTS = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
_ENDS = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")
_EVERY_PROTOCOL = "-1"


def added_parts(change: ResourceChange, plan: Mapping[str, Any]) -> Iterator[ArgumentChange]:
    """Yield the parts of a resource that no other resource of a refresh-only plan declares."""
    for argument in PARTS.get(change.type, ()):
        for part in change.after.get(argument) or ():
            for name in _undeclared(change, argument, part, plan):
                yield ArgumentChange(argument, None, name)


def _undeclared(change: ResourceChange, argument: str, part: Mapping[str, Any], plan: Mapping[str, Any]) -> list[str]:
    if argument == "inline_policy":
        own = [one for one in _values(plan, "aws_iam_role_policy") if one.get("role") == change.after.get("name")]
        return [part["name"]] if part.get("name") and part["name"] not in [one.get("name") for one in own] else []
    rules = [one for one in _values(plan, _RULES[argument]) if one.get("security_group_id") == change.after.get("id")]
    known = {one.get(end) for one in rules if _ports(one, "ip_protocol") == _ports(part, "protocol") for end in _ENDS}
    ends = [end for key in _LISTS for end in part.get(key) or () if end not in known]
    protocol, first, last = _ports(part, "protocol")
    return [f"{protocol} {first}-{last} {end}" for end in ends]


def _ports(rule: Mapping[str, Any], protocol: str) -> tuple[Any, Any, Any]:
    if str(rule.get(protocol)) == _EVERY_PROTOCOL:
        return _EVERY_PROTOCOL, 0, 0
    return rule.get(protocol), rule.get("from_port"), rule.get("to_port")


def _values(plan: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    module = plan.get("prior_state", {}).get("values", {}).get("root_module", {})
    yield from (one["values"] for one in module.get("resources", ()) if one["type"] == kind)
