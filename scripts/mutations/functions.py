"""Defects of functions and of what roles may do."""

from __future__ import annotations

from typing import Any

from scripts.mutations.change import Mutation, add, drop, more, put, remove, statement

FUNCTION = "aws_lambda_function.lambda-fraud-detection"
ROLE = "aws_iam_role.role-lambda-fraud-detection"
POLICY = "aws_iam_role_policy.role-lambda-fraud-detection-policy"


def _update(**changes: Any) -> Any:
    return lambda item: item.update(changes)


def _no_condition(item: dict[str, Any]) -> None:
    del item["Condition"]


FUNCTIONS = (
    Mutation("a function has the role of the proxy", put(FUNCTION, "role", "${aws_iam_role.role-proxy.arn}")),
    Mutation("the proxy has a role from elsewhere", put("aws_db_proxy.proxy", "role_arn", "arn:aws:iam::1:role/admin")),
    Mutation(
        "rights are given to a role of somebody else", put("aws_iam_role_policy.role-trail-policy", "role", "admin")
    ),
    Mutation(
        "a colour leads to what is not published",
        put("aws_lambda_alias.alias-fraud-detection-green", "function_version", "$LATEST"),
    ),
    Mutation("a function stands outside the VPC", drop(FUNCTION, "vpc_config")),
    Mutation("a function has no concurrency of its own", drop(FUNCTION, "reserved_concurrent_executions")),
    Mutation("a function's concurrency is unreserved", put(FUNCTION, "reserved_concurrent_executions", -1)),
    Mutation("a function is stopped", put(FUNCTION, "reserved_concurrent_executions", 0)),
    Mutation("failed calls are lost", drop(FUNCTION, "dead_letter_config")),
    Mutation("a function is not traced", put(FUNCTION, "tracing_config.mode", "PassThrough")),
    Mutation("a runtime is out of support", put(FUNCTION, "runtime", "python3.8")),
    Mutation("an archive's digest is not known", drop(FUNCTION, "source_code_hash")),
    Mutation("versions are not published", put(FUNCTION, "publish", False)),
    Mutation(
        "a layer of somebody else is in a function", put(FUNCTION, "layers", ["arn:aws:lambda:us-east-1:1:layer:a:1"])
    ),
    Mutation(
        "a function writes to a log group of its own",
        remove("aws_cloudwatch_log_group.log-group-lambda-fraud-detection"),
    ),
    Mutation("a function logs errors only", put(FUNCTION, "logging_config.application_log_level", "FATAL")),
    Mutation(
        "a function has a public URL",
        add(
            "aws_lambda_function_url.planted",
            function_name="${aws_lambda_function.lambda-fraud-detection.function_name}",
            authorization_type="NONE",
        ),
    ),
    Mutation("everybody may call a function", put("aws_lambda_permission.balancer-*", "principal", "*")),
    Mutation("any balancer may call a function", drop("aws_lambda_permission.balancer-*", "source_arn")),
    Mutation("a permission allows everything", put("aws_lambda_permission.balancer-*", "action", "lambda:*")),
    Mutation(
        "two functions share a role", put(FUNCTION, "role", "${aws_iam_role.role-lambda-transaction-processing.arn}")
    ),
    Mutation("a function has a role from elsewhere", put(FUNCTION, "role", "arn:aws:iam::1:role/admin")),
    Mutation("a role may do everything", more(POLICY, Action="*", Resource="*")),
    Mutation("a role may do everything with tables", statement(POLICY, "Grant1", _update(Action=["dynamodb:*"]))),
    Mutation("a role may do what begins with Get", statement(POLICY, "Grant1", _update(Action=["dynamodb:Get*"]))),
    Mutation(
        "a role may do all but something",
        statement(POLICY, "Grant1", lambda item: item.update(NotAction=item.pop("Action"))),
    ),
    Mutation("a role may read every table", statement(POLICY, "Grant1", _update(Resource="*"))),
    Mutation(
        "a role may read every table of the account",
        statement(
            POLICY,
            "Grant1",
            _update(Resource="arn:aws:dynamodb:us-east-1:${data.aws_caller_identity.current.account_id}:table/*"),
        ),
    ),
    Mutation("a role may hand out roles", more(POLICY, Action="iam:PassRole", Resource="arn:aws:iam::1:role/x")),
    Mutation("a role may become another", more(POLICY, Action="sts:AssumeRole", Resource="arn:aws:iam::1:role/x")),
    Mutation(
        "a role may delete logs",
        more(POLICY, Action="logs:DeleteLogGroup", Resource="arn:aws:logs:us-east-1:1:log-group:a"),
    ),
    Mutation("a role opens a key without a service", statement(POLICY, "KeyDataViaDynamodb", _no_condition)),
    Mutation(
        "a role may schedule a key's deletion",
        more(POLICY, Action="kms:ScheduleKeyDeletion", Resource="${aws_kms_key.key-data.arn}"),
    ),
    Mutation("a role's code may make network interfaces", statement(POLICY, "NeverInCode", lambda item: False)),
    Mutation("a role is assumed by everybody", statement(ROLE, "*", _update(Principal="*"), path="assume_role_policy")),
    Mutation(
        "a role is assumed by another account",
        statement(ROLE, "*", _update(Principal={"AWS": "arn:aws:iam::999999999999:root"}), path="assume_role_policy"),
    ),
    Mutation(
        "a role is assumed on behalf of any account",
        statement("aws_iam_role.role-flow-log", "*", _no_condition, path="assume_role_policy"),
    ),
    Mutation(
        "a role has administrator's rights",
        add(
            "aws_iam_role_policy_attachment.planted",
            role="${aws_iam_role.role-lambda-fraud-detection.name}",
            policy_arn="arn:aws:iam::aws:policy/AdministratorAccess",
        ),
    ),
    Mutation(
        "a role carries a managed policy", put(ROLE, "managed_policy_arns", ["arn:aws:iam::aws:policy/PowerUserAccess"])
    ),
    Mutation(
        "a role carries a policy inside",
        put(
            ROLE,
            "inline_policy",
            [{"name": "x", "policy": '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'}],
        ),
    ),
    Mutation("there is a user", add("aws_iam_user.planted", name="deploy-prod")),
    Mutation("there is an access key", add("aws_iam_access_key.planted", user="deploy")),
)
