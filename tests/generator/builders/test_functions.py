"""Functions, with their aliases, queues, variables and the call on deploy."""

from __future__ import annotations

import json

import pytest

from tests.generator.builders.shapes import RICH, SMALL
from tests.support.stacks import resources, stack_of

SHIPPED = {
    "credential-rotation",
    "database-migration",
    "fraud-detection",
    "payment-validation",
    "transaction-processing",
}


def functions(spec=None):
    built = resources(stack_of(spec), "aws_lambda_function")
    return {name.removeprefix("lambda-"): function for name, function in built.items()}


def variables(name, spec=None):
    return functions(spec)[name]["environment"]["variables"]


def test_the_default_stack_has_the_functions_of_the_payment_pipeline():
    assert set(functions()) == SHIPPED


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_function_is_private_traced_capped_and_published(name):
    function = functions()[name]
    assert function["tracing_config"] == {"mode": "Active"}
    assert function["reserved_concurrent_executions"] > 0
    assert function["publish"] is True
    assert function["architectures"] == ["arm64"]
    assert all("subnet-private" in subnet for subnet in function["vpc_config"]["subnet_ids"])
    assert function["vpc_config"]["security_group_ids"] == ["${aws_security_group.security-group-functions.id}"]
    assert function["dead_letter_config"]["target_arn"] == f"${{aws_sqs_queue.queue-dead-letters-{name}.arn}}"


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_the_environment_and_its_key_come_together(name):
    function = functions()[name]
    assert function["kms_key_arn"] == "${aws_kms_key.key-secrets.arn}"
    assert function["environment"]["variables"]


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_the_log_group_is_there_first_with_key_and_retention(name):
    stack = stack_of()
    group = resources(stack, "aws_cloudwatch_log_group")[f"log-group-lambda-{name}"]
    logging = functions()[name]["logging_config"]
    assert logging["log_group"] == f"${{aws_cloudwatch_log_group.log-group-lambda-{name}.name}}"
    assert logging["log_format"] == "JSON"
    assert (group["name"], group["retention_in_days"]) == (f"/aws/lambda/lambda-{name}-test", 400)
    assert group["kms_key_id"] == "${aws_kms_key.key-logs.arn}"


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_the_role_is_the_functions_own_and_its_policy_comes_first(name):
    function = functions()[name]
    role = resources(stack_of(), "aws_iam_role")[f"role-lambda-{name}"]
    (trust,) = json.loads(role["assume_role_policy"])["Statement"]
    assert function["role"] == f"${{aws_iam_role.role-lambda-{name}.arn}}"
    policies = (f"role-lambda-{name}-interfaces", f"role-lambda-{name}-policy")
    assert function["depends_on"] == [f"aws_iam_role_policy.{policy}" for policy in policies]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_on_destroy_the_interfaces_move_to_the_closed_default_group():
    assert {function["replace_security_groups_on_destroy"] for function in functions().values()} == {True}
    (group,) = resources(stack_of(), "aws_default_security_group").values()
    assert not group.get("ingress")
    assert not group.get("egress")


def test_a_function_waits_for_its_way_to_aws():
    for function in functions().values():
        (condition,) = function["lifecycle"]["precondition"]
        assert "aws_vpc_endpoint.vpc-endpoint-secretsmanager.id" in condition["condition"]


def test_no_path_of_an_archive_tells_of_the_machine():
    for function in functions().values():
        assert function["filename"].startswith("assets/")
        assert len(function["source_code_hash"]) == 44


def test_a_dead_letter_queue_is_encrypted_and_takes_tls_only():
    stack = stack_of()
    queue = resources(stack, "aws_sqs_queue")["queue-dead-letters-transaction-processing"]
    policy = resources(stack, "aws_sqs_queue_policy")["queue-dead-letters-transaction-processing-policy"]
    (statement,) = json.loads(policy["policy"])["Statement"]
    assert queue["kms_master_key_id"] == "${aws_kms_key.key-messaging.arn}"
    assert queue["message_retention_seconds"] == 14 * 86_400
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_both_aliases_follow_the_latest_published_version_unless_one_is_pinned():
    built = resources(stack_of(RICH), "aws_lambda_alias")
    latest = "${aws_lambda_function.lambda-reporting.version}"
    assert built["alias-reporting-blue"]["function_version"] == "17"
    assert built["alias-reporting-green"]["function_version"] == latest
    assert {alias["name"] for alias in built.values()} == {"blue", "green"}
    assert "$LATEST" not in {alias["function_version"] for alias in built.values()}


def test_provisioned_concurrency_sits_on_the_alias_and_only_where_it_is_asked_for():
    built = resources(stack_of(RICH), "aws_lambda_provisioned_concurrency_config")
    assert {name: item["provisioned_concurrent_executions"] for name, item in built.items()} == {
        "alias-reporting-blue-provisioned": 5,
        "alias-reporting-green-provisioned": 3,
    }
    assert built["alias-reporting-blue-provisioned"]["qualifier"] == "${aws_lambda_alias.alias-reporting-blue.name}"
    assert resources(stack_of(), "aws_lambda_provisioned_concurrency_config") == {}


def test_each_alias_retries_what_nobody_waits_for():
    built = resources(stack_of(), "aws_lambda_function_event_invoke_config")
    config = built["alias-transaction-processing-blue-invoke"]
    assert (config["maximum_retry_attempts"], config["maximum_event_age_in_seconds"]) == (2, 3600)
    assert len(built) == 2 * len(SHIPPED)


def test_a_custom_function_is_what_the_spec_says():
    export, reporting = functions(RICH)["ledger-export"], functions(RICH)["reporting"]
    assert (export["handler"], export["description"]) == ("payment_validation.export.run", "Exports the ledger")
    assert reporting["handler"] == "payment_validation.handler.handler"
    assert (reporting["runtime"], reporting["architectures"]) == ("python3.12", ["x86_64"])
    assert "description" not in reporting


def test_every_grant_tells_its_name_in_a_variable():
    told = variables("reporting", RICH)
    assert told["TABLE_FRAUD_COUNTERS"] == "table-fraud-counters-test"
    assert told["SECRET_ACQUIRER_API"] == "${aws_secretsmanager_secret.secret-acquirer-api.arn}"
    assert told["TOPIC_SYSTEM_ERRORS"] == "${aws_sns_topic.topic-system-errors.arn}"
    assert told["PARAMETER_FRAUD_RULES"] == "/parameter-test/fraud/rules"
    assert told["PARAMETER_DATABASE_READER_ENDPOINT"] == "/parameter-test/database/reader-endpoint"
    assert told["FUNCTION_FRAUD_DETECTION"].endswith(":function:lambda-fraud-detection-test:green")
    assert told["BUCKET_AUDIT"].startswith("${aws_s3_bucket")
    assert told["FEATURE_REFUNDS"] == "on"


def test_the_master_secret_is_the_one_that_rds_manages():
    told = variables("credential-rotation")
    assert told["SECRET_MASTER"] == "${aws_rds_cluster.aurora.master_user_secret[0].secret_arn}"


CLUSTER, CLUSTER_READER = "${aws_rds_cluster.aurora.endpoint}", "${aws_rds_cluster.aurora.reader_endpoint}"
PROXY, PROXY_READER = "${aws_db_proxy.proxy.endpoint}", "${aws_db_proxy_endpoint.proxy-readers.endpoint}"


@pytest.mark.parametrize(
    ("name", "spec", "host", "reader_host"),
    [
        ("transaction-processing", None, CLUSTER, CLUSTER_READER),
        ("transaction-processing", RICH, PROXY, PROXY_READER),
        ("transaction-processing", SMALL, PROXY, PROXY),
        ("credential-rotation", RICH, CLUSTER, CLUSTER_READER),
        ("database-migration", RICH, CLUSTER, CLUSTER_READER),
        ("database-migration", SMALL, CLUSTER, CLUSTER_READER),
        ("reporting", RICH, CLUSTER, CLUSTER_READER),
    ],
    ids=[
        "without a proxy everybody goes to the cluster",
        "payments go to the proxy",
        "without readers the proxy takes reads, too",
        "rotation goes past the proxy",
        "migration goes past the proxy",
        "migration goes past the proxy without readers",
        "logins by IAM go past the proxy",
    ],
)
def test_a_function_is_told_the_host_that_lets_it_in(name, spec, host, reader_host):
    told = variables(name, spec)
    assert (told["DATABASE_HOST"], told["DATABASE_READER_HOST"]) == (host, reader_host)
    assert (told["DATABASE_PORT"], told["DATABASE_NAME"]) == ("5432", "payments")


def test_a_function_without_the_database_is_told_nothing_of_it():
    assert [name for name in variables("payment-validation") if name.startswith("DATABASE")] == []


def test_migrations_run_in_the_apply_when_the_spec_says_so():
    (call,) = resources(stack_of(RICH), "aws_lambda_invocation").values()
    (condition,) = call["lifecycle"]["precondition"]
    assert call["input"] == '{"action": "migrate"}'
    assert call["function_name"] == "${aws_lambda_function.lambda-database-migration.function_name}"
    assert set(call["triggers"]) == {"archive", "database"}
    assert call["triggers"]["database"] == CLUSTER
    assert "aws_rds_cluster_instance.aurora-1" in condition["condition"]


def test_code_that_uses_the_database_serves_only_once_its_schema_is_there_and_it_can_be_reached():
    waiting = {
        name: alias.get("depends_on", []) for name, alias in resources(stack_of(RICH), "aws_lambda_alias").items()
    }
    ready = ["aws_lambda_invocation.call-database-migration", "aws_db_proxy_target.proxy-target"]
    assert waiting["alias-transaction-processing-green"] == ready
    assert waiting["alias-reporting-blue"] == ready
    assert waiting["alias-payment-validation-blue"] == [], "it does not use the database"
    assert waiting["alias-database-migration-blue"] == [], "it is what is waited for"


def test_without_proxy_or_migration_an_alias_waits_for_the_instances():
    alias = resources(stack_of(), "aws_lambda_alias")["alias-transaction-processing-blue"]
    assert alias["depends_on"] == [f"aws_rds_cluster_instance.aurora-{number}" for number in (1, 2, 3)]


def test_nothing_is_called_in_the_apply_otherwise():
    assert resources(stack_of(), "aws_lambda_invocation") == {}
