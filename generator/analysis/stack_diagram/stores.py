"""Draw where a stack keeps data, and what watches it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.analysis.diagram import DATABASE, PRIVATE, STORES, WATCH, Diagram, Edge, Node
from generator.analysis.stack_diagram.references import few, references, rows


def draw_database(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Draw the Aurora cluster and its proxy."""
    if "aws_rds_cluster" not in found:
        return
    instances = list(found.get("aws_rds_cluster_instance", {}).values())
    readers = len(instances) - 1
    sizes = sorted({instance["instance_class"] for instance in instances})
    lines = ("Aurora PostgreSQL", f"1 writer, {readers} reader{'s' * (readers != 1)}", *sizes)
    diagram.nodes.append(Node("aurora", "aurora", lines, DATABASE))
    if "aws_db_proxy" in found:
        diagram.nodes.append(Node("proxy", "proxy", ("RDS Proxy",), PRIVATE))
        diagram.edges.append(Edge("proxy", "aurora"))


def draw_stores(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Draw tables, topics, secrets, parameters and queues, a node a kind."""
    named = (
        ("tables", "dynamodb", "aws_dynamodb_table", "table-", "DynamoDB tables"),
        ("topics", "sns", "aws_sns_topic", "topic-", "SNS topics"),
        ("secrets", "secrets", "aws_secretsmanager_secret", "secret-", "secrets, rotated"),
    )
    for key, icon, kind, prefix, title in named:
        names = sorted(name.removeprefix(prefix) for name in found.get(kind, {}))
        if names:
            diagram.nodes.append(Node(key, icon, (title, *few(names)), STORES))
    for key, icon, kind, title in (
        ("parameters", "parameters", "aws_ssm_parameter", "parameters"),
        ("queues", "sqs", "aws_sqs_queue", "dead-letter queues"),
    ):
        count = len(found.get(kind, {}))
        if count:
            diagram.nodes.append(Node(key, icon, (f"{count} {title}",), STORES))


def draw_watch(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Draw monitoring, audit trails, detectors, buckets and keys."""
    alarms = len(found.get("aws_cloudwatch_metric_alarm", {})) + len(found.get("aws_cloudwatch_composite_alarm", {}))
    dashboards, logs = len(found.get("aws_cloudwatch_dashboard", {})), len(found.get("aws_cloudwatch_log_group", {}))
    lines = ("CloudWatch", f"{alarms} alarms, {dashboards} dashboards", f"{logs} logs")
    diagram.nodes.append(Node("cloudwatch", "cloudwatch", lines, WATCH))
    for key, icon, kind, title in (
        ("trail", "cloudtrail", "aws_cloudtrail", "CloudTrail"),
        ("config", "config", "aws_config_configuration_recorder", "Config"),
        ("guardduty", "guardduty", "aws_guardduty_detector", "GuardDuty"),
        ("securityhub", "securityhub", "aws_securityhub_account", "Security Hub"),
    ):
        if kind in found:
            diagram.nodes.append(Node(key, icon, (title,), WATCH))
    _buckets(diagram, found)
    keys = sorted(name.removeprefix("key-") for name in found.get("aws_kms_key", {}))
    if keys:
        diagram.nodes.append(Node("keys", "kms", ("KMS keys for", *rows(keys, 3)), WATCH))
    diagram.edges += [Edge("trail", "proof", is_quiet=True), Edge("cloudwatch", "topics", "alarms", is_quiet=True)]


def _buckets(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Buckets that hold records of what was done are proof; what functions work with is data."""
    proof = {
        name
        for kind in ("aws_cloudtrail", "aws_config_delivery_channel", "aws_lb", "aws_s3_bucket_logging")
        for entry in found.get(kind, {}).values()
        for name in _named_buckets(found, _target(kind, entry))
    }
    for copy in found.get("aws_s3_bucket_replication_configuration", {}).values():
        if proof & set(_named_buckets(found, copy["bucket"])):
            proof |= set(_named_buckets(found, copy["rule"]))
    for key, title, names, within in (
        ("proof", "buckets of records", proof, WATCH),
        ("buckets", "buckets", found.get("aws_s3_bucket", {}).keys() - proof, STORES),
    ):
        plain = sorted(name.removeprefix("bucket-") for name in names)
        if plain:
            diagram.nodes.append(Node(key, "s3", (title, *few(plain)), within))


def _target(kind: str, entry: Mapping[str, Any]) -> Any:
    """The argument that names where records go."""
    names = {"aws_lb": "access_logs", "aws_s3_bucket_logging": "target_bucket"}
    return entry.get(names.get(kind, "s3_bucket_name"))


def _named_buckets(found: Mapping[str, Any], value: Any) -> list[str]:
    """The buckets that a value refers to, by their policies too."""
    policies = found.get("aws_s3_bucket_policy", {})
    through = [policies[name]["bucket"] for name in references(value, "aws_s3_bucket_policy") if name in policies]
    return references([value, *through], "aws_s3_bucket")
