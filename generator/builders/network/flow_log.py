"""The VPC's flow log, encrypted and retained."""

from __future__ import annotations

from typing import Any

from generator.builders.log_group import build_log_group
from generator.builders.policy import policy, statement, trust
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.network import Network
from generator.stack_plan import Scope, aws, step

SERVICE = "vpc-flow-logs.amazonaws.com"
# The default fields, and those that identify traffic of a NAT gateway or an endpoint.
FIELDS = tuple(
    """
    version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action
    log-status subnet-id pkt-srcaddr pkt-dstaddr flow-direction
    """.split()
)
MINUTE = 60


@step
def build_flow_log(scope: Scope, network: Network, naming: Naming, *, vpc_id: str, account: Account, key: Arn) -> None:
    """Build the flow log of all traffic."""
    _, group_arn = build_log_group(
        scope,
        "log-group-flow-log",
        naming.log_group("flow-log"),
        key=key,
        retention_days=network.flow_log_retention_days,
    )
    role_arn, permissions = _role(scope, naming, account, group_arn)
    aws.FlowLog(
        scope,
        "flow-log",
        vpc_id=vpc_id,
        traffic_type="ALL",
        log_destination_type="cloud-watch-logs",
        log_destination=group_arn,
        iam_role_arn=role_arn,
        # `$$` is a literal dollar in Terraform.
        log_format=" ".join(f"$${{{field}}}" for field in FIELDS),
        max_aggregation_interval=MINUTE,
        # Until the policy is there, the flow log reports "Access error".
        depends_on=[permissions],
        tags={"Name": naming.name("flow-log")},
    )


def _role(scope: Scope, naming: Naming, account: Account, group_arn: Arn) -> tuple[Arn, Any]:
    name = naming.name("role", "flow-log")
    ours = {
        "StringEquals": {"aws:SourceAccount": account.id},
        "ArnLike": {"aws:SourceArn": f"arn:aws:ec2:{account.region}:{account.id}:vpc-flow-log/*"},
    }
    role = aws.IamRole(
        scope,
        "role-flow-log",
        name=name,
        description="Lets the VPC write its flow log",
        assume_role_policy=trust(SERVICE, ours),
        tags={"Name": name},
    )
    streams = statement(
        "Write", ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], f"{group_arn}:*"
    )
    permissions = aws.IamRolePolicy(scope, "role-flow-log-policy", name="write", role=role.name, policy=policy(streams))
    return Arn(role.arn), permissions
