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


# The service of a private API's endpoint.
API_ENDPOINT = "execute-api"
_REACHED: Mapping[str, str] = {
    "aws_dynamodb_table": "tables",
    "aws_sns_topic": "topics",
    "aws_secretsmanager_secret": "secrets",
    "aws_ssm_parameter": "parameters",
    "aws_sqs_queue": "queues",
    "aws_s3_bucket": "buckets",
}


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
    """From a box or area to another. `colour` is blue or green for the two sides of a release, `share` its per cent."""

    start: str
    end: str
    label: str = ""
    colour: str = ""
    is_quiet: bool = False
    share: int = 0


@dataclass(slots=True)
class Diagram:
    """A picture. `is_compact`: its letters are to be read where it is shown small."""

    title: str
    clusters: list[Cluster] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    is_compact: bool = False

    def has(self, key: str) -> bool:
        return any(node.key == key for node in self.nodes)


def diagram_of(stack: Stack, title: str, *, per_function: bool = False) -> Diagram:
    """The picture of a synthesized stack. `per_function`: an edge from each function to each thing it may reach."""
    found: Mapping[str, Mapping[str, Any]] = stack.get("resource", {})
    diagram = Diagram(title)
    grants = draw_grants_per_function if per_function else _grants
    for draw in (_network, _front_door, _functions, _routing, _database, _stores, _watch, grants, _on_premises):
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
    names = (name.removeprefix("vpc-endpoint-") for name in found.get("aws_vpc_endpoint", {}))
    # That of a private API is a box of its own, as all calls come through it.
    endpoints = sorted(name for name in names if name != API_ENDPOINT or not _private_api(found))
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
    diagram.nodes.append(Node("api", "api", (f"{kind.lower()} API", f"{methods} methods", *firewall)))
    _callers(diagram, found)
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


def _callers(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """A private API is called from inside the network, through its endpoint; any other from the internet."""
    if not _private_api(found):
        diagram.nodes.append(Node("callers", "users", ("callers",)))
        diagram.edges.append(Edge("callers", "api", "HTTPS"))
        return
    diagram.nodes += [
        Node("callers", "users", ("callers in", "the network"), PRIVATE),
        Node("api-endpoint", "endpoint", ("endpoint of", "the private API"), PRIVATE),
    ]
    diagram.edges += [Edge("callers", "api-endpoint", "HTTPS"), Edge("api-endpoint", "api")]


def _private_api(found: Mapping[str, Any]) -> bool:
    """Whether there is an endpoint of a private API in these networks."""
    apis = found.get("aws_api_gateway_rest_api", {}).values()
    is_private = any(api["endpoint_configuration"]["types"] == ["PRIVATE"] for api in apis)
    return is_private and f"vpc-endpoint-{API_ENDPOINT}" in found.get("aws_vpc_endpoint", {})


def _on_premises(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Callers behind the link, where the endpoint of the API lets their addresses in."""
    blocks = [
        rule.get("cidr_ipv4")
        for rule in found.get("aws_vpc_security_group_ingress_rule", {}).values()
        if "security-group-api-endpoint." in str(rule.get("security_group_id"))
    ]
    own = [vpc.get("cidr_block") for vpc in found.get("aws_vpc", {}).values()]
    if any(block is not None and block not in own for block in blocks):
        diagram.edges.append(Edge("on-premises", "api-endpoint", "HTTPS"))


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
            diagram.edges += [Edge(start, end, f"{share} %", colour, share == 0, share) for start in starts]


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
    _buckets(diagram, found)
    keys = sorted(name.removeprefix("key-") for name in found.get("aws_kms_key", {}))
    if keys:
        diagram.nodes.append(Node("keys", "kms", ("KMS keys for", *_rows(keys, 3)), WATCH))
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
            diagram.nodes.append(Node(key, "s3", (title, *_few(plain)), within))


def _target(kind: str, entry: Mapping[str, Any]) -> Any:
    """The argument that names where records go."""
    names = {"aws_lb": "access_logs", "aws_s3_bucket_logging": "target_bucket"}
    return entry.get(names.get(kind, "s3_bucket_name"))


def _named_buckets(found: Mapping[str, Any], value: Any) -> list[str]:
    """The buckets that a value refers to, by their policies too."""
    policies = found.get("aws_s3_bucket_policy", {})
    through = [policies[name]["bucket"] for name in _references(value, "aws_s3_bucket_policy") if name in policies]
    return _references([value, *through], "aws_s3_bucket")


def _grants(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """What the roles of functions may reach, drawn once a kind of thing; and what else crosses a border."""
    roles = [policy for policies in role_policies(found).values() for policy in policies]
    diagram.edges += [Edge(FUNCTIONS, key) for key in reached_by(roles)]
    _draw_database_access(diagram, found)
    diagram.edges.append(Edge("link", "on-premises", is_quiet=True))


def draw_grants_per_function(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """What each function may reach: an edge from it to each kind of thing, and to the database."""
    for function, policies in role_policies(found).items():
        diagram.edges += [Edge(function, key) for key in reached_by(policies)]
    _draw_database_access(diagram, found)
    diagram.edges.append(Edge("link", "on-premises", is_quiet=True))


def role_policies(found: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The policies of each function's own role, by the function."""
    names = {
        role: function
        for function, body in found.get("aws_lambda_function", {}).items()
        for role in _references(body.get("role"), "aws_iam_role")
    }
    policies: dict[str, list[Any]] = {}
    for policy in found.get("aws_iam_role_policy", {}).values():
        for role in _references(policy.get("role"), "aws_iam_role"):
            if role in names:
                policies.setdefault(names[role], []).append(policy)
    return policies


def reached_by(policies: Sequence[Any]) -> list[str]:
    """The boxes of what some policies let somebody reach. Tables are named by composed ARNs, which refer to nothing."""
    text = json.dumps(policies)
    return [
        key
        for kind, key in _REACHED.items()
        if _references(policies, kind) or (kind == "aws_dynamodb_table" and ":table/" in text)
    ]


def _draw_database_access(diagram: Diagram, found: Mapping[str, Any]) -> None:
    groups = found.get("aws_vpc_security_group_egress_rule", {}).values()
    outs = [group["security_group_id"] + str(group.get("referenced_security_group_id")) for group in groups]
    for key, target in (("proxy", "security-group-proxy."), ("aurora", "security-group-database.")):
        if any("security-group-functions." in out and target in out for out in outs):
            diagram.edges.append(Edge(FUNCTIONS, key, is_quiet=key == "aurora" and diagram.has("proxy")))


def _references(value: Any, kind: str) -> list[str]:
    """The names of resources of a kind to which any part of a value refers."""
    return sorted(set(re.findall(rf"(?<![\w.]){kind}\.([\w-]+)", json.dumps(value))))


def _few(names: Sequence[str]) -> tuple[str, ...]:
    return (*names[:4], f"and {len(names) - 4} more") if len(names) > 5 else tuple(names)


def _rows(words: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple(", ".join(words[start : start + width]) for start in range(0, len(words), width))
