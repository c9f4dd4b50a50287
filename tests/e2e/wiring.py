"""Whether what was deployed fits together, read from the applied state: who leads to whom, with real ids and ARNs.

It knows the spec and AWS, and nothing of how the generator names or builds things, so that a fault of a builder shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Values = Mapping[str, Mapping[str, Any]]
ANYWHERE = "0.0.0.0/0"

# Who answers for a path, as the shipped specs have it.
FUNCTIONS = {
    "/payments": "transaction-processing",
    "/payments/*": "transaction-processing",
    "/payments/*/decision": "transaction-processing",
    "/payments/*/refunds": "transaction-processing",
    "/payments/*/reversal": "transaction-processing",
    "/merchants/*/payments": "transaction-processing",
    "/screenings": "fraud-detection",
    "/validations": "payment-validation",
}


def faults(
    values: Values, suffix: str, weights: Mapping[str, Mapping[str, int]], behind: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """What does not fit, in sentences.

    `weights`: those of the spec, by target and colour; `behind`: the functions there, none where addresses are.
    """
    return [
        *_open_database(values),
        *_broken_hops(values),
        *_missing_permissions(values),
        *_wrong_targets(values, suffix, weights, behind),
    ]


def _open_database(values: Values) -> Iterator[str]:
    """No subnet of the database has a route that leads out of the VPC, or hands out public addresses."""
    ways_out = {
        route["route_table_id"] for _, route in _all(values, "aws_route") if route["destination_cidr_block"] == ANYWHERE
    }
    tables = {link["subnet_id"]: link["route_table_id"] for _, link in _all(values, "aws_route_table_association")}
    public = {subnet["id"] for _, subnet in _all(values, "aws_subnet") if subnet["map_public_ip_on_launch"]}
    for address, group in _all(values, "aws_db_subnet_group"):
        for subnet in group["subnet_ids"]:
            if tables.get(subnet) in ways_out or subnet in public:
                yield f"{address}: {subnet} leads to the internet"
            if subnet not in tables:
                yield f"{address}: {subnet} has no route table of its own"
    for address, instance in _all(values, "aws_rds_cluster_instance"):
        if instance["publicly_accessible"]:
            yield f"{address} has a public address"


def _broken_hops(values: Values) -> Iterator[str]:
    """API Gateway calls https, so it is 443 all the way: a listener, the target behind it, and that one's listener."""
    ports = {(one["load_balancer_arn"], one["port"]): one for _, one in _all(values, "aws_lb_listener")}
    balancers = {balancer["arn"]: address for address, balancer in _all(values, "aws_lb")}
    forwarding = {_forwarded(one) for one in ports.values()}
    for (arn, port), listener in ports.items():
        if port != 443:
            yield f"{balancers[arn]} listens on {port} ({listener['protocol']}), and callers come to 443"
    for address, link in _all(values, "aws_lb_target_group_attachment"):
        if link["target_id"] in balancers:
            if (link["target_id"], link["port"]) not in ports:
                yield f"{address}: nobody listens on {link['port']} of {balancers[link['target_id']]}"
            if link["target_group_arn"] not in forwarding:
                yield f"{address}: no listener leads to its group"


def _missing_permissions(values: Values) -> Iterator[str]:
    """Whatever calls a function is allowed to: balancers by target group, Secrets Manager for a rotation."""
    allowed = {
        (
            one["principal"].partition(".")[0],
            one["function_name"].rpartition(":")[2],
            one["qualifier"],
            one["source_arn"],
        )
        for _, one in _all(values, "aws_lambda_permission")
    }
    for address, link in _all(values, "aws_lb_target_group_attachment"):
        called = _alias(link["target_id"])
        if called and ("elasticloadbalancing", *called, link["target_group_arn"]) not in allowed:
            yield f"{address}: the balancer may not call {':'.join(called)}"
    for address, rotation in _all(values, "aws_secretsmanager_secret_rotation"):
        function = _alias(rotation["rotation_lambda_arn"])
        if function and not any(caller[:3] == ("secretsmanager", *function) for caller in allowed):
            yield f"{address}: Secrets Manager may not call {':'.join(function)}"


def _wrong_targets(
    values: Values, suffix: str, weights: Mapping[str, Mapping[str, int]], functions: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    """Behind every path stands its function, blue behind blue and green behind green, with the weights of the spec.

    Who asks for a colour in a header gets that colour alone. Addresses stand on-premises, and are blue.
    """
    behind: dict[str, str] = {}
    for _, link in _all(values, "aws_lb_target_group_attachment"):
        called = _alias(link["target_id"])
        behind[link["target_group_arn"]] = ":".join(called) if called else "on-premises"
    for address, rule in _all(values, "aws_lb_listener_rule"):
        found = {behind.get(arn, "nobody"): weight for arn, weight in _weights(rule).items()}
        for path in _paths(rule):
            target = FUNCTIONS.get(path, "nobody")
            own = functions.get(target, {})
            names = {
                colour: f"lambda-{own[colour]}-{suffix}:{colour}" if colour in own else "on-premises"
                for colour in ("blue", "green")
            }
            asked = _colours_asked_for(rule)
            wanted = dict.fromkeys(asked, 100) if asked else weights.get(target, {})
            expected = {names[colour]: weight for colour, weight in wanted.items()}
            if found != expected:
                yield f"{address}: {path} goes to {found}, and should to {expected}"


def _colours_asked_for(rule: Mapping[str, Any]) -> list[str]:
    headers = (header for condition in rule["condition"] for header in condition["http_header"])
    return [colour for header in headers for colour in header["values"]]


def _paths(rule: Mapping[str, Any]) -> list[str]:
    return [path for condition in rule["condition"] for part in condition["path_pattern"] for path in part["values"]]


def _weights(rule: Mapping[str, Any]) -> dict[str, int]:
    (action,) = rule["action"]
    if not action["forward"]:
        return {action["target_group_arn"]: 100}
    return {group["arn"]: group["weight"] for group in action["forward"][0]["target_group"]}


def _forwarded(listener: Mapping[str, Any]) -> str:
    actions: Sequence[Mapping[str, Any]] = listener["default_action"]
    return str(actions[0]["target_group_arn"])


def _alias(arn: str) -> tuple[str, str] | None:
    """Function and alias of an ARN that ends in both."""
    parts = arn.split(":")
    return (parts[6], parts[7]) if parts[2:3] == ["lambda"] and len(parts) == 8 else None


def _all(values: Values, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((address, each) for address, each in values.items() if address.startswith(f"{kind}."))
