"""Detect whether a change lets in, or out, what was not let through before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.operations.resource_changes import ResourceChange

RULES = frozenset(
    {"aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule", "aws_security_group_rule"}
)
# Groups and lists that carry their rules themselves.
INLINE = ("ingress", "egress")
_ENDS = ("cidr_ipv4", "cidr_ipv6", "cidr_block", "prefix_list_id", "referenced_security_group_id")


def opened_port(change: ResourceChange) -> str:
    """Return what a change opens, or an empty text."""
    if "create" not in change.actions and "update" not in change.actions:
        return ""
    if change.type in RULES and _is_wider(change):
        return f"opens {_ports(change.after)} {_end(change.after)}"
    for argument in INLINE if change.before else ():
        old, new = (_rules(side.get(argument)) for side in (change.before, change.after))
        opened = [rule for rule in new if rule not in old and str(rule.get("action", "allow")) != "deny"]
        if opened:
            return f"{argument} opens {_ports(opened[0])} {_end(opened[0])}"
    return ""


def let_in_addresses(change: ResourceChange) -> tuple[str, ...]:
    """Return the addresses that a rule is about."""
    return tuple(str(change.after[key]) for key in _ENDS if change.after.get(key))


def _is_wider(change: ResourceChange) -> bool:
    if change.is_destroyed or not change.before:
        # In the place of one that goes: as wide as it, or it opens something.
        return not change.before or _differ(change)
    return _differ(change)


def _differ(change: ResourceChange) -> bool:
    keys = ("from_port", "to_port", "ip_protocol", *_ENDS)
    return any(change.before.get(key) != change.after.get(key) for key in keys)


def _rules(value: Any) -> list[Mapping[str, Any]]:
    return [rule for rule in value if isinstance(rule, Mapping)] if isinstance(value, list) else []


def _ports(rule: Mapping[str, Any]) -> str:
    first, last = rule.get("from_port"), rule.get("to_port")
    protocol = rule.get("ip_protocol") or rule.get("protocol") or ""
    if str(protocol) == "-1" or first is None:
        return "every port"
    return f"port {first}" if first == last else f"ports {first} to {last}"


def _end(rule: Mapping[str, Any]) -> str:
    found = next((rule[key] for key in _ENDS if rule.get(key)), None)
    return f"to {found}" if found else "to what is known only after the apply"
