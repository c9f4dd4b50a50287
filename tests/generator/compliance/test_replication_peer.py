"""The walls around the database have one opening: for a host on-premises that it replicates with, while it does."""

from __future__ import annotations

from typing import Any

import pytest

from generator.compliance.controls import (
    database_ingress_limited,
    database_network_acl,
    database_subnets_isolated,
)
from generator.compliance.stack import Stack

HOST, TWO_HOSTS, PUBLIC_HOST = "192.168.10.20/32", "192.168.10.20/31", "8.8.8.8/32"


def stack(cidr: str, *, replicates: bool = True, way: dict[str, Any] | None = None) -> Stack:
    """A database whose route, network ACL and security group are open for a block on-premises."""
    acl = [{"action": "allow", "protocol": "tcp", "from_port": 5432, "to_port": 5432, "cidr_block": "10.0.1.0/24"}]
    answers = {"action": "allow", "protocol": "tcp", "from_port": 1024, "to_port": 65535, "cidr_block": cidr}
    rule = {"security_group_id": "${aws_security_group.db.id}", "cidr_ipv4": cidr, "ip_protocol": "tcp"}
    route = {"route_table_id": "${aws_route_table.t.id}", "destination_cidr_block": cidr}
    return Stack(
        {
            "resource": {
                "aws_vpc": {"v": {"cidr_block": "10.0.0.0/16"}},
                "aws_subnet": {"a": {}},
                "aws_route_table": {"t": {}},
                "aws_route_table_association": {
                    "a": {"subnet_id": "${aws_subnet.a.id}", "route_table_id": "${aws_route_table.t.id}"}
                },
                "aws_vpn_gateway": {"g": {}},
                "aws_route": {"r": {**route, **(way or {"gateway_id": "${aws_vpn_gateway.g.id}"})}},
                "aws_network_acl": {
                    "n": {
                        "vpc_id": "${aws_vpc.v.id}",
                        "subnet_ids": ["${aws_subnet.a.id}"],
                        "ingress": [*acl, answers],
                        "egress": [],
                    }
                },
                "aws_db_subnet_group": {"g": {"subnet_ids": ["${aws_subnet.a.id}"]}},
                "aws_rds_cluster_parameter_group": {
                    "p": {"parameter": [{"name": "rds.logical_replication", "value": "1" if replicates else "0"}]}
                },
                "aws_rds_cluster": {
                    "c": {
                        "port": 5432,
                        "db_subnet_group_name": "${aws_db_subnet_group.g.name}",
                        "vpc_security_group_ids": ["${aws_security_group.db.id}"],
                    }
                },
                "aws_security_group": {"db": {}},
                "aws_vpc_security_group_ingress_rule": {"i": {**rule, "from_port": 5432, "to_port": 5432}},
                "aws_vpc_security_group_egress_rule": {"e": {**rule, "from_port": 6432, "to_port": 6432}},
            }
        }
    )


CONTROLS = [database_subnets_isolated, database_network_acl, database_ingress_limited]


def refused(control: Any, of: Stack) -> list[str]:
    return [item.address for item in control.check(of) if not item.ok]


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.CODE)
def test_one_private_host_is_let_through_while_the_database_replicates(control):
    assert refused(control, stack(HOST)) == []


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.CODE)
@pytest.mark.parametrize("cidr", [TWO_HOSTS, PUBLIC_HOST])
def test_a_wider_block_or_a_public_host_is_not(control, cidr):
    assert refused(control, stack(cidr))


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.CODE)
def test_nobody_is_where_the_database_does_not_replicate(control):
    assert refused(control, stack(HOST, replicates=False))


@pytest.mark.parametrize(
    ("way", "let_through"),
    [
        ({"transit_gateway_id": "tgw-0123456789abcdef0"}, True),
        ({"gateway_id": "vgw-0123456789abcdef0"}, True),
        ({"nat_gateway_id": "nat-0123456789abcdef0"}, False),
        ({"vpc_peering_connection_id": "pcx-0123456789abcdef0"}, False),
    ],
)
def test_the_route_leads_by_the_way_to_the_premises_alone(way, let_through):
    assert (refused(database_subnets_isolated, stack(HOST, way=way)) == []) is let_through
