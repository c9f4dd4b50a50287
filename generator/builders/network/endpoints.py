"""AWS services inside the VPC: S3 and DynamoDB by gateway, the others by interface. Only this account comes through,
and only to what is its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.builders.network.security_groups import HTTPS, SecurityGroups, security_group
from generator.builders.network.subnets import SubnetIds
from generator.builders.policy import policy, statement
from generator.planning.naming import Naming
from generator.planning.references import Account, RouteTableId, SecurityGroupId
from generator.spec.model.network import Network
from generator.stack_plan import Scope, aws, step

GATEWAYS = ("dynamodb", "s3")
# The service's name for endpoints where it is not ours.
SERVICE_NAMES = {"cloudwatch-logs": "logs"}
API = "execute-api"


@step
def build_endpoints(
    scope: Scope,
    network: Network,
    naming: Naming,
    *,
    account: Account,
    vpc_id: str,
    subnets: SubnetIds,
    tables: Sequence[RouteTableId],
    groups: SecurityGroups,
) -> dict[str, str]:
    """Build the endpoints that the VPC lacks; return the id of every one by service."""
    existing: dict[str, str] = {endpoint.name: endpoint.id for endpoint in network.endpoint_ids}
    built: dict[str, str] = {}
    for service in GATEWAYS:
        if service in existing:
            _open_to_prefix_list(scope, service, _known_prefix_list(scope, service, account), groups.functions)
        else:
            built[service] = _gateway(scope, naming, service, account, vpc_id, list(tables), groups.functions)
    for service in network.interface_endpoints:
        if service not in existing:
            group = groups.endpoints if service != API else _api_group(scope, network, naming, vpc_id)
            built[service] = _interface(scope, naming, service, account, vpc_id, list(subnets["private"]), group)
    if existing.keys() - {*GATEWAYS}:
        _open_to_network(scope, network, groups.functions)
    return {**built, **existing}


def _gateway(
    scope: Scope,
    naming: Naming,
    service: str,
    account: Account,
    vpc_id: str,
    tables: list[Any],
    functions: SecurityGroupId,
) -> str:
    endpoint = aws.VpcEndpoint(
        scope,
        f"vpc-endpoint-{service}",
        vpc_id=vpc_id,
        service_name=f"com.amazonaws.{account.region}.{service}",
        vpc_endpoint_type="Gateway",
        route_table_ids=tables,
        policy=_policy(service, account),
        tags={"Name": naming.name("vpc-endpoint", service)},
    )
    _open_to_prefix_list(scope, service, endpoint.prefix_list_id, functions)
    endpoint_id: str = endpoint.id
    return endpoint_id


def _known_prefix_list(scope: Scope, service: str, account: Account) -> str:
    found = aws.DataAwsPrefixList(scope, f"prefix-list-{service}", name=f"com.amazonaws.{account.region}.{service}")
    prefix_list: str = found.id
    return prefix_list


def _open_to_prefix_list(scope: Scope, service: str, prefix_list: str, functions: SecurityGroupId) -> None:
    aws.VpcSecurityGroupEgressRule(
        scope,
        f"functions-egress-{service}",
        security_group_id=functions,
        prefix_list_id=prefix_list,
        description=f"{service} over HTTPS, through its gateway endpoint",
        ip_protocol="tcp",
        from_port=HTTPS,
        to_port=HTTPS,
    )


def _open_to_network(scope: Scope, network: Network, functions: SecurityGroupId) -> None:
    """Existing endpoints have security groups of their own: functions may reach the VPC's block."""
    aws.VpcSecurityGroupEgressRule(
        scope,
        "functions-egress-existing-endpoints",
        security_group_id=functions,
        cidr_ipv4=network.cidr,
        description="AWS services over HTTPS, through the endpoints of the VPC",
        ip_protocol="tcp",
        from_port=HTTPS,
        to_port=HTTPS,
    )


def _interface(
    scope: Scope,
    naming: Naming,
    service: str,
    account: Account,
    vpc_id: str,
    subnet_ids: list[Any],
    group: SecurityGroupId,
) -> str:
    endpoint = aws.VpcEndpoint(
        scope,
        f"vpc-endpoint-{service}",
        vpc_id=vpc_id,
        service_name=f"com.amazonaws.{account.region}.{SERVICE_NAMES.get(service, service)}",
        vpc_endpoint_type="Interface",
        subnet_ids=subnet_ids,
        security_group_ids=[group],
        private_dns_enabled=True,
        policy=_policy(service, account) if service != API else _api_policy(account),
        tags={"Name": naming.name("vpc-endpoint", service)},
    )
    endpoint_id: str = endpoint.id
    return endpoint_id


def _policy(service: str, account: Account) -> str:
    """An endpoint grants nothing; it lets through whom other policies allow, if both they and what they ask for are of
    this account: own credentials carry nothing into a bucket, a table or a topic of somebody else's."""
    prefix = SERVICE_NAMES.get(service, service)
    ours = {
        "Sid": "OnlyThisAccount",
        "Effect": "Allow",
        "Principal": "*",
        "Action": f"{'cloudwatch' if prefix == 'monitoring' else prefix}:*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": account.id, "aws:ResourceAccount": account.id}},
    }
    return policy(ours)


def _api_policy(account: Account) -> str:
    """Who calls an API is for its own policy to say, as callers with a key alone have no account; which, is said here.
    The id of the API is not known yet: it names this endpoint."""
    apis = f"arn:aws:execute-api:{account.region}:{account.id}:*"
    return policy(statement("OnlyApisOfThisAccount", ["execute-api:Invoke"], apis, principals="*"))


def _api_group(scope: Scope, network: Network, naming: Naming, vpc_id: str) -> SecurityGroupId:
    """Callers of a private API are in the VPC or on-premises, not only among the functions."""
    group = security_group(scope, naming, "api-endpoint", "Private API: in from the VPC and on-premises", vpc_id)
    remote = network.on_premises.cidrs if network.on_premises else ()
    for block in (network.cidr, *remote):
        aws.VpcSecurityGroupIngressRule(
            scope,
            f"api-endpoint-ingress-{block.replace('.', '-').replace('/', '_')}",
            security_group_id=group,
            cidr_ipv4=block,
            description="Calls of the private API",
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
        )
    return group
