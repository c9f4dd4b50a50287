"""Which metrics a synthesized stack asks for, and whether what they measure is in the same JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.stacks import resources

Stack = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    where: str
    namespace: str
    metric: str
    dimensions: Mapping[str, str]


def bodies(stack: Stack) -> dict[str, dict[str, Any]]:
    """The bodies of all dashboards by their local name."""
    found = resources(stack, "aws_cloudwatch_dashboard")
    return {name: json.loads(item["dashboard_body"]) for name, item in found.items()}


def asked(stack: Stack) -> list[Asked]:
    """Every metric that a dashboard or an alarm of the stack asks for."""
    return [*_by_dashboards(stack), *_by_alarms(stack)]


def _by_dashboards(stack: Stack) -> Iterator[Asked]:
    for name, body in bodies(stack).items():
        for widget in body["widgets"]:
            for line in widget["properties"].get("metrics", []):
                words = [word for word in line if isinstance(word, str)]
                if words:
                    yield Asked(name, words[0], words[1], dict(zip(words[2::2], words[3::2], strict=True)))


def _by_alarms(stack: Stack) -> Iterator[Asked]:
    for name, alarm in resources(stack, "aws_cloudwatch_metric_alarm").items():
        metrics = [query["metric"] for query in alarm.get("metric_query", []) if "metric" in query]
        for metric in metrics or [alarm]:
            yield Asked(name, metric["namespace"], metric["metric_name"], metric.get("dimensions", {}))


def strangers(stack: Stack) -> list[str]:
    """What is asked for and measures nothing that the stack makes."""
    return [f"{one}" for one in asked(stack) if not _is_made(stack, one)]


def _is_made(stack: Stack, one: Asked) -> bool:
    if one.namespace.startswith("payinfra/"):
        return one.metric in _written(stack, one.namespace)
    if one.namespace not in MADE:
        return False
    return MADE[one.namespace](stack, dict(one.dimensions))


def _written(stack: Stack, namespace: str) -> set[str]:
    filters = resources(stack, "aws_cloudwatch_log_metric_filter").values()
    written = [filter_["metric_transformation"] for filter_ in filters]
    return {item["name"] for item in written if item["namespace"] == namespace}


def _named(stack: Stack, kind: str, attribute: str, value: str) -> bool:
    """True where a resource has the value itself, or where the value refers to a resource."""
    reference = re.fullmatch(r"\$\{([a-z0-9_]+)\.([\w-]+)\.\w+\}", value)
    if reference:
        return reference.group(1) == kind and reference.group(2) in resources(stack, kind)
    return value in [item.get(attribute) for item in resources(stack, kind).values()]


def _api(stack: Stack, given: dict[str, str]) -> bool:
    whole = _named(stack, "aws_api_gateway_rest_api", "name", given.pop("ApiName"))
    staged = _named(stack, "aws_api_gateway_stage", "stage_name", given.pop("Stage"))
    return whole and staged and (not given or (given["Method"], given["Resource"]) in methods(stack))


def methods(stack: Stack) -> set[tuple[str, str]]:
    """Method and path of everything that the API answers."""
    parts = resources(stack, "aws_api_gateway_resource")

    def path(reference: str) -> str:
        found = re.fullmatch(r"\$\{aws_api_gateway_resource\.([\w-]+)\.id\}", reference)
        return f"{path(parts[found[1]]['parent_id'])}/{parts[found[1]]['path_part']}" if found else ""

    return {
        (item["http_method"], path(item["resource_id"])) for item in resources(stack, "aws_api_gateway_method").values()
    }


def _balancer(stack: Stack, given: dict[str, str]) -> bool:
    group = given.get("TargetGroup")
    return _named(stack, "aws_lb", "arn_suffix", given["LoadBalancer"]) and (
        group is None or _named(stack, "aws_lb_target_group", "arn_suffix", group)
    )


def _function(stack: Stack, given: dict[str, str]) -> bool:
    name, alias = given["FunctionName"], given.get("Resource")
    aliases = [item["name"] for item in resources(stack, "aws_lambda_alias").values()]
    return _named(stack, "aws_lambda_function", "function_name", name) and (
        alias is None or (alias.startswith(f"{name}:") and alias.rpartition(":")[2] in aliases)
    )


def _table(stack: Stack, given: dict[str, str]) -> bool:
    tables = {item["name"]: item for item in resources(stack, "aws_dynamodb_table").values()}
    table, index = tables.get(given["TableName"], {}), given.get("GlobalSecondaryIndexName")
    indexes = [item["name"] for item in table.get("global_secondary_index", [])]
    return bool(table) and (index is None or index in indexes)


def _database(stack: Stack, given: dict[str, str]) -> bool:
    if "ProxyName" in given:
        return _named(stack, "aws_db_proxy", "name", given["ProxyName"])
    has_readers = len(resources(stack, "aws_rds_cluster_instance")) > 1 or resources(stack, "aws_appautoscaling_target")
    cluster = _named(stack, "aws_rds_cluster", "cluster_identifier", given["DBClusterIdentifier"])
    return cluster and (given.get("Role") in (None, "WRITER") or bool(has_readers))


def _certificate(stack: Stack) -> str:
    """The certificate of the listener; one that is requested is known by its validation."""
    return str(resources(stack, "aws_lb_listener")["listener"]["certificate_arn"])


MADE: Mapping[str, Callable[[Stack, dict[str, str]], bool]] = {
    "AWS/ApiGateway": _api,
    "AWS/ApplicationELB": _balancer,
    "AWS/CertificateManager": lambda stack, given: given["CertificateArn"] == _certificate(stack),
    "AWS/DMS": lambda stack, given: "aws_dms_replication_task." in given["ReplicationTaskIdentifier"],
    "AWS/DynamoDB": _table,
    "AWS/Lambda": _function,
    "AWS/NetworkELB": _balancer,
    "AWS/RDS": _database,
    "AWS/VPN": lambda stack, given: all(_named(stack, "aws_vpn_connection", "", value) for value in given.values()),
    "AWS/SNS": lambda stack, given: _named(stack, "aws_sns_topic", "name", given["TopicName"]),
    "AWS/SQS": lambda stack, given: _named(stack, "aws_sqs_queue", "name", given["QueueName"]),
    # What a spec asks for by its namespace is not part of the stack: its author vouches for it.
    "AWS/Usage": lambda stack, given: True,
    # What a function measures itself, under its name.
    "Payments": lambda stack, given: _named(stack, "aws_lambda_function", "function_name", given["service"]),
    "AWS/WAFV2": lambda stack, given: _named(stack, "aws_wafv2_web_acl", "name", given["WebACL"]),
}
