"""Roles and policies of AWS services of which an account has one each, under names that AWS gives."""

from __future__ import annotations

from generator.builders.policy import assume_role, policy, statement
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model.account import AwsAccount
from generator.stack_plan import Scope, aws

_MANAGED = "arn:aws:iam::aws:policy/service-role"
# Source: AWS DMS user guide, "Creating the IAM roles to use with AWS DMS": the names are fixed.
DMS_ROLES = {
    "dms-vpc-role": f"{_MANAGED}/AmazonDMSVPCManagementRole",
    "dms-cloudwatch-logs-role": f"{_MANAGED}/AmazonDMSCloudWatchLogsRole",
}
# Source: CloudWatch Logs user guide, "Enabling logging from AWS services": what AWS would write itself.
DELIVERY = "delivery.logs.amazonaws.com"


def build_service_roles(scope: Scope, spec: AwsAccount, naming: Naming, *, account: Account) -> None:
    """Build the roles and policies that the spec enables."""
    for service in spec.service_linked_roles:
        short = service.removesuffix(".amazonaws.com").replace(".", "-")
        aws.IamServiceLinkedRole(scope, f"service-linked-role-{short}", aws_service_name=service)
    if spec.dms_roles:
        for name, managed in DMS_ROLES.items():
            _dms_role(scope, name, managed, account)
    if spec.log_delivery_policy:
        _log_delivery(scope, naming, account)


def _dms_role(scope: Scope, name: str, managed: str, account: Account) -> None:
    trust = assume_role("dms.amazonaws.com", account.id)
    role = aws.IamRole(scope, f"role-{name}", name=name, assume_role_policy=trust, tags={"Name": name})
    aws.IamRolePolicyAttachment(scope, f"role-{name}-policy", role=role.name, policy_arn=managed)


def _log_delivery(scope: Scope, naming: Naming, account: Account) -> None:
    groups = f"arn:aws:logs:{account.region}:{account.id}:log-group:aws-waf-logs-*:log-stream:*"
    conditions = {
        "StringEquals": {"aws:SourceAccount": account.id},
        "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{account.region}:{account.id}:*"},
    }
    aws.CloudwatchLogResourcePolicy(
        scope,
        "log-delivery",
        policy_name=naming.name("log-delivery"),
        policy_document=policy(
            statement(
                "DeliverFirewallLogs",
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                groups,
                principals={"Service": DELIVERY},
                conditions=conditions,
            )
        ),
    )
