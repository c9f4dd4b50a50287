"""Defects of the house's own rules: names, tags, destroyability, Terraform itself."""

from __future__ import annotations

from scripts.mutations.change import Document, Mutation, Plant, drop, put, remove


def _provider(**changes: object) -> Plant:
    def plant(document: Document) -> None:
        document["provider"]["aws"][0].update(changes)

    return plant


def _no_default_tags(document: Document) -> None:
    del document["provider"]["aws"][0]["default_tags"]


def _backend(document: Document) -> None:
    document["terraform"]["backend"] = {"s3": {"bucket": "state", "key": "k", "encrypt": False, "use_lockfile": True}}


def _version(document: Document) -> None:
    document["terraform"]["required_providers"]["aws"]["version"] = ">= 0"


def _script(document: Document) -> None:
    document.setdefault("data", {})["external"] = {"planted": {"program": ["true"]}}


def _output(document: Document) -> None:
    document["output"] = {"password": {"value": "hunter22"}}


HOUSE = (
    Mutation("a bucket cannot be destroyed", put("aws_s3_bucket.bucket-audit", "lifecycle", {"prevent_destroy": True})),
    Mutation("a bucket must be empty to go", put("aws_s3_bucket.bucket-audit", "force_destroy", False)),
    Mutation("the database protects itself", put("aws_rds_cluster.aurora", "deletion_protection", True)),
    Mutation("the database leaves a snapshot", put("aws_rds_cluster.aurora", "skip_final_snapshot", False)),
    Mutation("a table protects itself", put("aws_dynamodb_table.table-merchants", "deletion_protection_enabled", True)),
    Mutation("the balancer protects itself", put("aws_lb.alb", "enable_deletion_protection", True)),
    Mutation("a secret's name is taken for a month", put("aws_secretsmanager_secret.*", "recovery_window_in_days", 30)),
    Mutation("a key is deleted after a month", put("aws_kms_key.key-data", "deletion_window_in_days", 30)),
    Mutation("a log group stays behind", put("aws_cloudwatch_log_group.log-group-waf", "skip_destroy", True)),
    Mutation("a name has no suffix", put("aws_dynamodb_table.table-merchants", "name", "table-merchants")),
    Mutation(
        "a name has another environment's suffix",
        put("aws_sns_topic.topic-system-errors", "name", "topic-system-errors-dev"),
    ),
    Mutation("a function is left without a name", drop("aws_lambda_function.lambda-fraud-detection", "function_name")),
    Mutation("a bucket's name has no suffix", put("aws_s3_bucket.bucket-audit", "bucket", "bucket-audit")),
    Mutation("a resource bears no name tag", drop("aws_kms_key.key-data", "tags")),
    Mutation("nothing is tagged by default", _no_default_tags),
    Mutation("a dependency is gone", remove("aws_sqs_queue.queue-dead-letters-fraud-detection")),
    Mutation("the provider holds a key", _provider(access_key="x")),
    Mutation("the provider skips its checks", _provider(skip_credentials_validation=True)),
    Mutation("any version of the provider will do", _version),
    Mutation("the state is not encrypted", _backend),
    Mutation("a resource runs a command", put("aws_vpc.vpc", "provisioner", [{"local-exec": {"command": "true"}}])),
    Mutation("a program brings in data", _script),
    Mutation(
        "changes of a security group are ignored",
        put("aws_security_group.security-group-database", "lifecycle", {"ignore_changes": ["ingress"]}),
    ),
    Mutation(
        "all changes of the database are ignored", put("aws_rds_cluster.aurora", "lifecycle", {"ignore_changes": "all"})
    ),
    Mutation("an output shows a password", _output),
)
