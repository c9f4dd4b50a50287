"""Assess the risk of a change: it destroys data, interrupts traffic, widens a permission or opens a port.

Sources: Terraform's plan JSON (actions, replace_paths); for what interrupts in place, each service's guide: Aurora
restarts for an engine version, an instance class, a port and static parameters; Lambda refuses calls at a reserved
concurrency of 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from generator.operations.policy_changes import widened_policy
from generator.operations.port_changes import let_in_addresses, opened_port
from generator.operations.resource_changes import ResourceChange


class Risk(Enum):
    """Kinds of risk, the weightiest first. The first four stop an apply that does not allow the address."""

    DATA = "replaces or destroys a store of data"
    TRAFFIC = "interrupts traffic"
    PERMISSION = "widens a permission"
    PORT = "opens a port"
    REPLACED = "replaces or destroys what is made anew at once"
    IN_PLACE = "changes in place"
    CREATED = "creates"
    TAGS = "changes tags only"

    @property
    def stops(self) -> bool:
        return self in (Risk.DATA, Risk.TRAFFIC, Risk.PERMISSION, Risk.PORT)


@dataclass(frozen=True, slots=True)
class AssessedChange:
    """A change with the weightiest risk of it, and why in half a line.

    `about`: the addresses or resources that it opens or permits, by which its line is found.
    """

    change: ResourceChange
    risk: Risk
    reason: str = ""
    about: tuple[str, ...] = ()


# What holds data that no apply brings back: records, backups, keys without which data is noise, audit logs.
STORES = frozenset(
    {
        "aws_cloudwatch_log_group",
        "aws_dynamodb_table",
        "aws_kms_key",
        "aws_rds_cluster",
        "aws_s3_bucket",
        "aws_secretsmanager_secret",
        "aws_sqs_queue",
        "aws_ssm_parameter",
    }
)
# On the way of a request, or of a function to what it needs: gone for a moment, and requests fail.
CARRIERS = frozenset(
    {
        "aws_api_gateway_base_path_mapping",
        "aws_api_gateway_domain_name",
        "aws_api_gateway_integration",
        "aws_api_gateway_method",
        "aws_api_gateway_resource",
        "aws_api_gateway_rest_api",
        "aws_api_gateway_rest_api_policy",
        "aws_api_gateway_stage",
        "aws_api_gateway_vpc_link",
        "aws_apigatewayv2_vpc_link",
        "aws_db_proxy",
        "aws_db_proxy_endpoint",
        "aws_db_proxy_target",
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_lambda_alias",
        "aws_lambda_function",
        "aws_lambda_permission",
        "aws_lb",
        "aws_lb_listener",
        "aws_lb_listener_rule",
        "aws_lb_target_group",
        "aws_lb_target_group_attachment",
        "aws_nat_gateway",
        "aws_network_acl",
        "aws_rds_cluster_instance",
        "aws_route",
        "aws_route_table",
        "aws_route_table_association",
        "aws_security_group",
        "aws_subnet",
        "aws_vpc",
        "aws_vpc_endpoint",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
        "aws_vpn_connection",
        "aws_vpn_gateway",
    }
)
# Arguments that interrupt when they change in place.
INTERRUPTING: Mapping[str, frozenset[str]] = {
    "aws_lb": frozenset({"security_groups", "subnets"}),
    "aws_lb_listener": frozenset({"port", "protocol"}),
    "aws_rds_cluster": frozenset({"engine_version", "port"}),
    "aws_rds_cluster_instance": frozenset({"instance_class"}),
}
_TAGS = frozenset({"tags", "tags_all"})


def assess_risk(change: ResourceChange, *, is_of_new: bool = False) -> AssessedChange:
    """Return a change with its risk. `is_of_new`: it gives a permission or a port to what did not exist before."""
    if change.is_destroyed and change.type in STORES:
        return AssessedChange(change, Risk.DATA, "what it holds is lost")
    if reason := _interrupts(change):
        return AssessedChange(change, Risk.TRAFFIC, reason)
    if not is_of_new and (widened := widened_policy(change)):
        return AssessedChange(change, Risk.PERMISSION, widened.reason, widened.resources)
    if not is_of_new and (reason := opened_port(change)):
        return AssessedChange(change, Risk.PORT, reason, let_in_addresses(change))
    if change.is_destroyed:
        return AssessedChange(change, Risk.REPLACED)
    if change.actions == ("create",):
        return AssessedChange(change, Risk.CREATED)
    if change.arguments and all(argument.name in _TAGS for argument in change.arguments):
        return AssessedChange(change, Risk.TAGS)
    return AssessedChange(change, Risk.IN_PLACE)


def _interrupts(change: ResourceChange) -> str:
    if change.type in CARRIERS and change.actions == ("delete", "create"):
        return "it is gone until its successor is there"
    if change.type in CARRIERS and change.actions == ("delete",):
        return "nothing comes in its place"
    for argument in change.arguments if "update" in change.actions else ():
        if argument.name in INTERRUPTING.get(change.type, ()):
            return f"{argument.name} cannot change without an interruption"
        if (change.type, argument.name, argument.after) == ("aws_lambda_function", "reserved_concurrent_executions", 0):
            return "a function that may run 0 times at once refuses every call"
    return ""
