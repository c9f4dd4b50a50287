"""Defects of the network: ways in, ways out, and zones."""

from __future__ import annotations

from typing import Any

from scripts.mutations.change import Document, Mutation, add, both, drop, every, find, put, remove, statement

ANYWHERE = "0.0.0.0/0"
_DATABASE_RULE = {
    "security_group_id": "${aws_security_group.security-group-database.id}",
    "from_port": 5432,
    "to_port": 5432,
    "ip_protocol": "tcp",
    "description": "PostgreSQL",
}


def _subnets_without_zone(address: str, path: str) -> Any:
    """One zone less."""

    def plant(document: Document) -> None:
        at = find(document, address)
        *parents, last = path.split(".")
        for step in parents:
            at = at[step]
        at[last] = at[last][:-1]

    return plant


NETWORK = (
    Mutation("a rule admits the internet", put("aws_vpc_security_group_ingress_rule.alb-*", "cidr_ipv4", ANYWHERE)),
    Mutation(
        "a rule admits the internet over IPv6", put("aws_vpc_security_group_ingress_rule.alb-*", "cidr_ipv6", "::/0")
    ),
    Mutation(
        "a rule admits half of the internet",
        put("aws_vpc_security_group_ingress_rule.api-endpoint-*", "cidr_ipv4", "128.0.0.0/1"),
    ),
    Mutation(
        "a rule written into a security group admits the internet",
        put(
            "aws_security_group.security-group-functions",
            "ingress",
            [{"cidr_blocks": [ANYWHERE], "from_port": 443, "to_port": 443, "protocol": "tcp", "description": "x"}],
        ),
    ),
    Mutation("a rule opens all ports", put("aws_vpc_security_group_ingress_rule.alb-*", "ip_protocol", "-1")),
    Mutation("a rule opens a range of ports", put("aws_vpc_security_group_ingress_rule.endpoints-*", "to_port", 65535)),
    Mutation(
        "a rule opens SSH",
        both(
            put("aws_vpc_security_group_ingress_rule.endpoints-*", "from_port", 22),
            put("aws_vpc_security_group_ingress_rule.endpoints-*", "to_port", 22),
        ),
    ),
    Mutation("a rule says no purpose", drop("aws_vpc_security_group_ingress_rule.alb-*", "description")),
    Mutation(
        "functions may call the internet",
        put("aws_vpc_security_group_egress_rule.functions-egress-endpoints", "cidr_ipv4", ANYWHERE),
    ),
    Mutation(
        "the database calls out",
        add("aws_vpc_security_group_egress_rule.planted", **_DATABASE_RULE, cidr_ipv4="10.0.0.0/8"),
    ),
    Mutation(
        "the database admits the balancer",
        add(
            "aws_vpc_security_group_ingress_rule.planted",
            **_DATABASE_RULE,
            referenced_security_group_id="${aws_security_group.security-group-alb.id}",
        ),
    ),
    Mutation(
        "the database admits the whole VPC",
        add("aws_vpc_security_group_ingress_rule.planted", **_DATABASE_RULE, cidr_ipv4="10.30.0.0/16"),
    ),
    Mutation(
        "the database admits another port",
        both(
            put("aws_vpc_security_group_ingress_rule.database-ingress-functions", "from_port", 8080),
            put("aws_vpc_security_group_ingress_rule.database-ingress-functions", "to_port", 8080),
        ),
    ),
    Mutation(
        "the database stands behind the functions' security group",
        put("aws_rds_cluster.aurora", "vpc_security_group_ids", ["${aws_security_group.security-group-functions.id}"]),
    ),
    Mutation("the database stands in the default subnets", drop("aws_rds_cluster.aurora", "db_subnet_group_name")),
    Mutation(
        "the database stands in private subnets that lead out",
        put(
            "aws_db_subnet_group.*",
            "subnet_ids",
            [f"${{aws_subnet.subnet-private-{zone}.id}}" for zone in "abc"],
        ),
    ),
    Mutation(
        "the database stands in public subnets",
        put(
            "aws_db_subnet_group.*",
            "subnet_ids",
            [f"${{aws_subnet.subnet-public-{zone}.id}}" for zone in "abc"],
        ),
    ),
    Mutation(
        "a route leads out of the database's subnets",
        add(
            "aws_route.planted",
            route_table_id="${aws_route_table.route-table-database.id}",
            destination_cidr_block=ANYWHERE,
            nat_gateway_id="${aws_nat_gateway.nat-gateway-a.id}",
        ),
    ),
    Mutation(
        "routes of the VPN reach the database's subnets",
        add(
            "aws_vpn_gateway_route_propagation.planted",
            route_table_id="${aws_route_table.route-table-database.id}",
            vpn_gateway_id="${aws_vpn_gateway.vpn-gateway.id}",
        ),
    ),
    Mutation(
        "a route is written into the database's route table",
        put(
            "aws_route_table.route-table-database",
            "route",
            [{"cidr_block": ANYWHERE, "gateway_id": "${aws_internet_gateway.internet-gateway.id}"}],
        ),
    ),
    Mutation(
        "a database subnet has no route table of its own", remove("aws_route_table_association.route-table-database-a*")
    ),
    Mutation(
        "a route leads to a peer",
        both(
            drop("aws_route.route-private-a-internet", "nat_gateway_id"),
            put("aws_route.route-private-a-internet", "vpc_peering_connection_id", "pcx-1"),
        ),
    ),
    Mutation(
        "private subnets lead straight to the internet",
        both(
            drop("aws_route.route-private-a-internet", "nat_gateway_id"),
            put("aws_route.route-private-a-internet", "gateway_id", "${aws_internet_gateway.internet-gateway.id}"),
        ),
    ),
    Mutation("the network ACL of the database is gone", remove("aws_network_acl.*")),
    Mutation("the network ACL leaves a database subnet out", _subnets_without_zone("aws_network_acl.*", "subnet_ids")),
    Mutation("the network ACL admits everybody", put("aws_network_acl.*", "ingress[0].cidr_block", ANYWHERE)),
    Mutation("the network ACL admits all protocols", put("aws_network_acl.*", "ingress[0].protocol", "-1")),
    Mutation("the network ACL lets everything out", put("aws_network_acl.*", "egress[0].cidr_block", ANYWHERE)),
    Mutation(
        "a subnet hands out public addresses", put("aws_subnet.subnet-private-a", "map_public_ip_on_launch", True)
    ),
    Mutation("a database instance is public", put("aws_rds_cluster_instance.aurora-1", "publicly_accessible", True)),
    Mutation("the balancer faces the internet", put("aws_lb.alb", "internal", False)),
    Mutation("the network balancer faces the internet", drop("aws_lb.nlb", "internal")),
    Mutation("an elastic address belongs to nobody", add("aws_eip.planted", domain="vpc")),
    Mutation(
        "a function stands in a public subnet",
        put(
            "aws_lambda_function.lambda-fraud-detection", "vpc_config.subnet_ids[0]", "${aws_subnet.subnet-public-a.id}"
        ),
    ),
    Mutation(
        "the balancer stands in public subnets", put("aws_lb.alb", "subnets[0]", "${aws_subnet.subnet-public-a.id}")
    ),
    Mutation(
        "a function stands in the database's subnets",
        put(
            "aws_lambda_function.lambda-fraud-detection",
            "vpc_config.subnet_ids[0]",
            "${aws_subnet.subnet-database-a.id}",
        ),
    ),
    Mutation(
        "a NAT gateway stands in a private subnet",
        put("aws_nat_gateway.nat-gateway-a", "subnet_id", "${aws_subnet.subnet-private-a.id}"),
    ),
    Mutation("the default security group is as AWS made it", remove("aws_default_security_group.*")),
    Mutation(
        "the default security group admits itself",
        put(
            "aws_default_security_group.*", "ingress", [{"protocol": "-1", "self": True, "from_port": 0, "to_port": 0}]
        ),
    ),
    Mutation("there are no flow logs", remove("aws_flow_log.*")),
    Mutation("flow logs hold what was refused only", put("aws_flow_log.*", "traffic_type", "REJECT")),
    Mutation("flow logs go nowhere", put("aws_flow_log.*", "log_destination", "arn:aws:s3:::elsewhere")),
    Mutation("there is no endpoint for Secrets Manager", remove("aws_vpc_endpoint.vpc-endpoint-secretsmanager")),
    Mutation("there is no endpoint for DynamoDB", remove("aws_vpc_endpoint.vpc-endpoint-dynamodb")),
    Mutation("an endpoint has no private name", put("aws_vpc_endpoint.vpc-endpoint-sns", "private_dns_enabled", False)),
    Mutation(
        "a gateway endpoint leaves a route table out",
        _subnets_without_zone("aws_vpc_endpoint.vpc-endpoint-s3", "route_table_ids"),
    ),
    Mutation("an endpoint serves every account", drop("aws_vpc_endpoint.vpc-endpoint-sns", "policy")),
    Mutation(
        "an endpoint's policy has no condition",
        statement("aws_vpc_endpoint.vpc-endpoint-s3", "*", lambda item: item.pop("Condition")),
    ),
    Mutation(
        "an endpoint has the default security group",
        drop("aws_vpc_endpoint.vpc-endpoint-secretsmanager", "security_group_ids"),
    ),
    Mutation("the proxy has the default security group", drop("aws_db_proxy.proxy", "vpc_security_group_ids")),
    Mutation("flow logs may not be written", drop("aws_flow_log.*", "iam_role_arn")),
    Mutation("the database stands in two zones", _subnets_without_zone("aws_db_subnet_group.*", "subnet_ids")),
    Mutation(
        "functions stand in two zones",
        _subnets_without_zone("aws_lambda_function.lambda-fraud-detection", "vpc_config.subnet_ids"),
    ),
    Mutation("all subnets are in one zone", every("aws_subnet.*", "availability_zone", "us-east-1a")),
    Mutation("the balancer stands in one zone", put("aws_lb.alb", "subnets", ["${aws_subnet.subnet-private-a.id}"])),
    Mutation(
        "the database has one instance",
        both(remove("aws_rds_cluster_instance.aurora-3"), remove("aws_rds_cluster_instance.aurora-2")),
    ),
    Mutation("all instances stand in one zone", every("aws_rds_cluster_instance.*", "availability_zone", "us-east-1a")),
    Mutation(
        "two zones share one NAT gateway",
        put("aws_route.route-private-b-internet", "nat_gateway_id", "${aws_nat_gateway.nat-gateway-a.id}"),
    ),
)
