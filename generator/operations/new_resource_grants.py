"""Find the permissions and ports of a plan that belong to resources of the same plan: they widen nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# The argument that names what gets the permission, or the port.
SUBJECTS: Mapping[str, str] = {
    "aws_iam_role_policy": "role",
    "aws_iam_role_policy_attachment": "role",
    "aws_kms_grant": "key_id",
    "aws_lambda_permission": "function_name",
    "aws_security_group_rule": "security_group_id",
    "aws_vpc_security_group_egress_rule": "security_group_id",
    "aws_vpc_security_group_ingress_rule": "security_group_id",
}


def grants_of_new_resources(plan: Mapping[str, Any]) -> frozenset[str]:
    """Return the addresses of permissions and ports whose subject is created by a plan in Terraform's JSON."""
    created = {
        entry["address"] for entry in plan.get("resource_changes", ()) if entry["change"]["actions"] == ["create"]
    }
    declared = plan.get("configuration", {}).get("root_module", {}).get("resources", ())
    return frozenset(one["address"] for one in declared if created & _subjects(one))


def _subjects(declared: Mapping[str, Any]) -> set[str]:
    argument = SUBJECTS.get(declared["type"], "")
    return set(declared.get("expressions", {}).get(argument, {}).get("references", ()))
