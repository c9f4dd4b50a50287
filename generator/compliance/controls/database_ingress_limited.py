"""The database takes connections on its port from the functions and the proxy only, and opens none itself.

Except with a database on-premises that it replicates with, which is named by its full address.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.security_groups import PortRule, port_rules, security_groups
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import listed, number
from generator.compliance.topology import replicates_with

CODE = "C-NET004"
TITLE = "The database admits the functions, the proxy and its replica on-premises only"
REQUIREMENTS = ("1.3.1", "1.3.2", "1.4.4")
SEVERITY: Severity = "critical"


def _example(peer: str) -> Example:
    rule = {
        "security_group_id": "${aws_security_group.db.id}",
        "from_port": 5432,
        "to_port": 5432,
        "ip_protocol": "tcp",
    }
    return {
        "resource": {
            "aws_security_group": {"db": {}, "functions": {}, "other": {}},
            "aws_rds_cluster": {"c": {"port": 5432, "vpc_security_group_ids": ["${aws_security_group.db.id}"]}},
            "aws_lambda_function": {
                "f": {"vpc_config": {"security_group_ids": ["${aws_security_group.functions.id}"]}}
            },
            "aws_vpc_security_group_ingress_rule": {
                "r": {**rule, "referenced_security_group_id": f"${{aws_security_group.{peer}.id}}"}
            },
        }
    }


GOOD: Example = _example("functions")
BAD: Example = _example("other")

CALLERS = ("aws_db_proxy", "aws_dms_replication_instance", "aws_lambda_function")


def check(stack: Stack) -> Iterator[Evidence]:
    callers = security_groups(stack, *CALLERS)
    own: dict[str, set[float | None]] = {}
    for cluster in stack.of("aws_rds_cluster"):
        groups = [stack.follow(value, "aws_security_group") for value in listed(cluster.get("vpc_security_group_ids"))]
        if not groups or None in groups:
            yield missing(cluster.address, "needs security groups of this stack", "vpc_security_group_ids")
        for group in groups:
            if group is not None:
                own.setdefault(group.address, set()).add(number(cluster.get("port", 5432)))
                shared = group.address in callers
                note = "is shared with the callers" if shared else ""
                yield observe(cluster, "vpc_security_group_ids", not shared, note, observed=group.address)
    proxies = security_groups(stack, "aws_db_proxy", "aws_db_proxy_endpoint")
    functions = security_groups(stack, "aws_lambda_function")
    for rule in port_rules(stack):
        if rule.group is None or rule.group.address not in {*own, *proxies}:
            continue
        is_database = rule.group.address in own
        if rule.direction == "egress":
            to_database = not is_database and rule.peer is not None and rule.peer.address in own
            ok = to_database or (is_database and _with_replica(stack, rule))
            yield Evidence(
                rule.at.address, "egress", _peer(rule.peer) or rule.cidrs, ok, "only the proxy opens connections"
            )
            continue
        admitted = callers if is_database else functions
        known = rule.peer is not None and rule.peer.address in admitted and not rule.cidrs
        known = known or (is_database and _with_replica(stack, rule))
        yield Evidence(rule.at.address, "referenced_security_group_id", _peer(rule.peer) or rule.cidrs, known)
        if is_database:
            port = number(rule.ports[0])
            yield Evidence(rule.at.address, "from_port", rule.ports[0], port in own[rule.group.address])


def _with_replica(stack: Stack, rule: PortRule) -> bool:
    """Whether a rule is for databases on-premises alone that replicate with this one."""
    return rule.peer is None and bool(rule.cidrs) and all(replicates_with(stack, cidr) for cidr in rule.cidrs)


def _peer(peer: object) -> object:
    return getattr(peer, "address", None)
