"""The architecture of a stack in a few dozen boxes, read from its Terraform JSON: what is not in it is not drawn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Stack = Mapping[str, Any]
VPC, PUBLIC, PRIVATE, DATABASE, FUNCTIONS, STORES, WATCH = (
    "vpc",
    "public",
    "private",
    "database",
    "functions",
    "stores",
    "watch",
)


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in the picture. `icon` names a service, `lines` say which and how many."""

    key: str
    icon: str
    lines: tuple[str, ...]
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A frame around boxes."""

    key: str
    title: str
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """From a box or area to another. `colour` is blue or green for the two sides of a release."""

    start: str
    end: str
    label: str = ""
    colour: str = ""
    is_quiet: bool = False


@dataclass(slots=True)
class Diagram:
    title: str
    clusters: list[Cluster] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def has(self, key: str) -> bool:
        return any(node.key == key for node in self.nodes)


def diagram_of(stack: Stack, title: str) -> Diagram:
    """The picture of a synthesized stack."""
    found: Mapping[str, Mapping[str, Any]] = stack.get("resource", {})
    diagram = Diagram(title)
    for draw in (_network, _front_door, _functions, _routing, _database, _stores, _watch, _grants):
        draw(diagram, {kind: dict(entries) for kind, entries in found.items()})
    clusters = {cluster.key for cluster in diagram.clusters}
    there = clusters | {node.key for node in diagram.nodes}
    diagram.edges = [edge for edge in diagram.edges if edge.start in there and edge.end in there]
    # A frame with nothing in it would say that there is something.
    filled = {node.within for node in diagram.nodes}
    filled |= {cluster.within for cluster in diagram.clusters if cluster.key in filled}
    diagram.clusters = [cluster for cluster in diagram.clusters if cluster.key in filled]
    return diagram


def _network(diagram: Diagram, found: Mapping[str, Any]) -> None:
    (vpc,) = found["aws_vpc"].values()
    zones = sorted({subnet["availability_zone"] for subnet in found["aws_subnet"].values()})
    diagram.clusters += [
        Cluster(VPC, f"VPC {vpc['cidr_block']} in {len(zones)} zones: {', '.join(zone[-1] for zone in zones)}"),
        Cluster(PUBLIC, "public subnets", VPC),
        Cluster(PRIVATE, "private subnets", VPC),
        Cluster(FUNCTIONS, "functions", PRIVATE),
        Cluster(DATABASE, "database subnets, no route out", VPC),
        Cluster(STORES, "data, messages and configuration, encrypted with own keys"),
        Cluster(WATCH, "watching and proof"),
    ]
    gateways = len(found.get("aws_nat_gateway", {}))
    if gateways:
        diagram.nodes.append(Node("nat", "nat", (f"{gateways} NAT gateway{'s' * (gateways > 1)}",), PUBLIC))
    endpoints = sorted(name.removeprefix("vpc-endpoint-") for name in found.get("aws_vpc_endpoint", {}))
    if endpoints:
        diagram.nodes.append(Node("endpoints", "endpoint", ("VPC endpoints", *_rows(endpoints, 3)), PRIVATE))
    if "aws_vpn_gateway" in found or "aws_ec2_transit_gateway_vpc_attachment" in found:
        kind = "vpn" if "aws_vpn_gateway" in found else "transit"
        diagram.nodes.append(Node("link", kind, ("VPN gateway" if kind == "vpn" else "transit gateway",), VPC))


def _front_door(diagram: Diagram, found: Mapping[str, Any]) -> None:
    if "aws_api_gateway_rest_api" not in found:
        return
    (api,) = found["aws_api_gateway_rest_api"].values()
    (kind,) = api["endpoint_configuration"]["types"]
    methods = len(found.get("aws_api_gateway_method", {}))
    firewall = ("behind a WAF",) if "aws_wafv2_web_acl_association" in found else ()
    diagram.nodes += [
        Node("callers", "users", ("callers",)),
        Node("api", "api", (f"{kind.lower()} API", f"{methods} methods", *firewall)),
    ]
    diagram.edges.append(Edge("callers", "api", "HTTPS"))
    for name, balancer in found.get("aws_lb", {}).items():
        icon = "nlb" if balancer["load_balancer_type"] == "network" else "alb"
        lines = ("network", "load balancer") if icon == "nlb" else ("application", "load balancer")
        diagram.nodes.append(Node(f"lb-{name}", icon, lines, PRIVATE))
    for link in (
        *found.get("aws_api_gateway_vpc_link", {}).values(),
        *found.get("aws_apigatewayv2_vpc_link", {}).values(),
    ):
        for reached in _references(link, "aws_lb"):
            diagram.edges.append(Edge("api", f"lb-{reached}", "VPC link"))
    if not found.get("aws_api_gateway_vpc_link"):
        for integration in found.get("aws_api_gateway_integration", {}).values():
            for reached in _references(integration, "aws_lb"):
                diagram.edges.append(Edge("api", f"lb-{reached}", "VPC link"))
    for attachment in found.get("aws_lb_target_group_attachment", {}).values():
        for reached in _references(attachment["target_id"], "aws_lb"):
            starts = [node.key for node in diagram.nodes if node.icon == "nlb"]
            diagram.edges += [Edge(start, f"lb-{reached}", "TLS") for start in starts]


def _functions(diagram: Diagram, found: Mapping[str, Any]) -> None:
    warm = {
        function
        for entry in found.get("aws_lambda_provisioned_concurrency_config", {}).values()
        for function in _references(entry, "aws_lambda_function")
    }
    for name in found.get("aws_lambda_function", {}):
        plain = name.removeprefix("lambda-")
        lines = (*plain.split("-", 1), *(("kept warm",) if name in warm else ()))
        diagram.nodes.append(Node(name, "lambda", lines, FUNCTIONS))


def _routing(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Where the application load balancer sends requests, and in which shares."""
    starts = [node.key for node in diagram.nodes if node.icon == "alb"]
    shares = _shares(found)
    remote = sorted({address for group in shares for address in _addresses(found, group)})
    if remote:
        diagram.nodes.append(Node("on-premises", "server", ("on-premises", *_rows(remote, 1)[:4])))
    if diagram.has("link") and not remote:
        diagram.nodes.append(Node("on-premises", "server", ("on-premises",)))
    for group, (colour, share) in shares.items():
        for end in _ends(found, group):
            diagram.edges += [Edge(start, end, f"{share} %", colour, share == 0) for start in starts]


def _shares(found: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """The colour of each target group and its greatest share of requests without a header that asks for a colour."""
    shares: dict[str, tuple[str, int]] = {}
    for rule in found.get("aws_lb_listener_rule", {}).values():
        for group in (
            entry for action in rule["action"] for entry in action.get("forward", {}).get("target_group", ())
        ):
            (name,) = _references(group["arn"], "aws_lb_target_group")
            colour = "blue" if re.search(r"(^|-)blue(-|$)", name) else "green"
            known = shares.get(name, (colour, 0))[1]
            shares[name] = (colour, max(known, group.get("weight", 0)))
    return shares


def _ends(found: Mapping[str, Any], group: str) -> Iterator[str]:
    """What stands behind a target group: functions by way of their aliases, or what is on-premises."""
    for target in _targets(found, group):
        aliases = _references(target, "aws_lambda_alias")
        for alias in aliases:
            yield from _references(found["aws_lambda_alias"][alias], "aws_lambda_function")
    if any(_addresses(found, group)):
        yield "on-premises"


def _addresses(found: Mapping[str, Any], group: str) -> Iterator[str]:
    return (target for target in _targets(found, group) if "${" not in target)


def _targets(found: Mapping[str, Any], group: str) -> list[str]:
    attachments = found.get("aws_lb_target_group_attachment", {}).values()
    return [
        each["target_id"]
        for each in attachments
        if group in _references(each["target_group_arn"], "aws_lb_target_group")
    ]


def _database(diagram: Diagram, found: Mapping[str, Any]) -> None:
    if "aws_rds_cluster" not in found:
        return
    instances = list(found.get("aws_rds_cluster_instance", {}).values())
    readers = len(instances) - 1
    sizes = sorted({instance["instance_class"] for instance in instances})
    told = ("Aurora PostgreSQL", f"1 writer, {readers} reader{'s' * (readers != 1)}", *sizes)
    diagram.nodes.append(Node("aurora", "aurora", told, DATABASE))
    if "aws_db_proxy" in found:
        diagram.nodes.append(Node("proxy", "proxy", ("RDS Proxy",), PRIVATE))
        diagram.edges.append(Edge("proxy", "aurora"))


def _stores(diagram: Diagram, found: Mapping[str, Any]) -> None:
    named = (
        ("tables", "dynamodb", "aws_dynamodb_table", "table-", "DynamoDB tables"),
        ("topics", "sns", "aws_sns_topic", "topic-", "SNS topics"),
        ("secrets", "secrets", "aws_secretsmanager_secret", "secret-", "secrets, rotated"),
    )
    for key, icon, kind, prefix, title in named:
        names = sorted(name.removeprefix(prefix) for name in found.get(kind, {}))
        if names:
            diagram.nodes.append(Node(key, icon, (title, *_few(names)), STORES))
    for key, icon, kind, title in (
        ("parameters", "parameters", "aws_ssm_parameter", "parameters"),
        ("queues", "sqs", "aws_sqs_queue", "dead-letter queues"),
    ):
        count = len(found.get(kind, {}))
        if count:
            diagram.nodes.append(Node(key, icon, (f"{count} {title}",), STORES))


def _watch(diagram: Diagram, found: Mapping[str, Any]) -> None:
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
    buckets = sorted(name.removeprefix("bucket-") for name in found.get("aws_s3_bucket", {}))
    if buckets:
        diagram.nodes.append(Node("buckets", "s3", ("buckets", *_few(buckets)), WATCH))
    keys = sorted(name.removeprefix("key-") for name in found.get("aws_kms_key", {}))
    if keys:
        diagram.nodes.append(Node("keys", "kms", ("KMS keys for", *_rows(keys, 3)), WATCH))
    diagram.edges += [Edge("trail", "buckets", is_quiet=True), Edge("cloudwatch", "topics", "alarms", is_quiet=True)]


def _grants(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """What the roles of functions may reach, drawn once a kind of thing; and what else crosses a border."""
    reached = {
        "aws_dynamodb_table": "tables",
        "aws_sns_topic": "topics",
        "aws_secretsmanager_secret": "secrets",
        "aws_ssm_parameter": "parameters",
        "aws_sqs_queue": "queues",
    }
    roles = {
        name: text for name, text in found.get("aws_iam_role_policy", {}).items() if name.startswith("role-lambda-")
    }
    for kind, key in reached.items():
        # Tables are named by composed ARNs, which refer to nothing.
        named = kind == "aws_dynamodb_table" and ":table/" in json.dumps(roles)
        if named or any(_references(policy, kind) for policy in roles.values()):
            diagram.edges.append(Edge(FUNCTIONS, key))
    groups = found.get("aws_vpc_security_group_egress_rule", {}).values()
    outs = [group["security_group_id"] + str(group.get("referenced_security_group_id")) for group in groups]
    for key, target in (("proxy", "security-group-proxy."), ("aurora", "security-group-database.")):
        if any("security-group-functions." in out and target in out for out in outs):
            diagram.edges.append(Edge(FUNCTIONS, key, is_quiet=key == "aurora" and diagram.has("proxy")))
    diagram.edges.append(Edge("link", "on-premises", is_quiet=True))


def _references(value: Any, kind: str) -> list[str]:
    """The names of resources of a kind to which any part of a value refers."""
    return sorted(set(re.findall(rf"(?<![\w.]){kind}\.([\w-]+)", json.dumps(value))))


def _few(names: Sequence[str]) -> tuple[str, ...]:
    return (*names[:4], f"and {len(names) - 4} more") if len(names) > 5 else tuple(names)


def _rows(words: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple(", ".join(words[start : start + width]) for start in range(0, len(words), width))
