"""A service uses a role that was made for it: another's would grant too much, or too little.

The rights of a role are written for one user, so a role that trusts another service was taken by mistake.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.policies import statements
from generator.compliance.stack import Stack

CODE = "C-IAM009"
TITLE = "Services use roles that were made for them"
REQUIREMENTS = ("7.2.1", "7.2.5")
SEVERITY: Severity = "high"

# Type of the user -> attribute that names the role, and the service that must be trusted.
USERS: Mapping[str, tuple[str, str]] = {
    "aws_api_gateway_account": ("cloudwatch_role_arn", "apigateway.amazonaws.com"),
    "aws_cloudtrail": ("cloud_watch_logs_role_arn", "cloudtrail.amazonaws.com"),
    "aws_config_configuration_recorder": ("role_arn", "config.amazonaws.com"),
    "aws_db_proxy": ("role_arn", "rds.amazonaws.com"),
    "aws_flow_log": ("iam_role_arn", "vpc-flow-logs.amazonaws.com"),
    "aws_lambda_function": ("role", "lambda.amazonaws.com"),
    "aws_rds_cluster_instance": ("monitoring_role_arn", "monitoring.rds.amazonaws.com"),
    "aws_s3_bucket_replication_configuration": ("role", "s3.amazonaws.com"),
}


def _function(service: str) -> Example:
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
    return {
        "resource": {
            "aws_iam_role": {"r": {"assume_role_policy": json.dumps({"Statement": [trust]})}},
            "aws_lambda_function": {"f": {"role": "${aws_iam_role.r.arn}"}},
        }
    }


GOOD: Example = _function("lambda.amazonaws.com")
BAD: Example = _function("rds.amazonaws.com")


def check(stack: Stack) -> Iterator[Evidence]:
    for user in stack.of(*USERS):
        path, service = USERS[user.type]
        if user.get(path) is None and user.type == "aws_flow_log":
            continue  # into a bucket it needs none; C-LOG001 knows the other case
        role = stack.follow(user.get(path), "aws_iam_role")
        trusted = [
            value
            for item in (role and statements(role.get("assume_role_policy"))) or ()
            for _, value in item.principals
        ]
        yield observe(user, path, service in trusted, f"made for {', '.join(trusted) or 'nobody in this stack'}")
    for policy in stack.of("aws_iam_role_policy", "aws_iam_role_policy_attachment"):
        role = stack.follow(policy.get("role"), "aws_iam_role")
        yield observe(policy, "role", role is not None, "" if role else "gives rights to a role of somebody else")
