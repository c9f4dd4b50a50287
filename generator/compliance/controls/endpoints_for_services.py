"""Functions reach AWS services through endpoints in the VPC, never over the internet."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import is_true, listed
from generator.compliance.topology import route_table, subnets, zones

CODE = "C-NET010"
TITLE = "AWS services are reached through endpoints"
REQUIREMENTS = ("1.3.2", "1.4.2", "1.4.4")
SEVERITY: Severity = "high"
_SECRET: Example = {"aws_secretsmanager_secret": {"s": {}}, "aws_lambda_function": {"f": {}}, "aws_vpc": {"v": {}}}
_ENDPOINT = {"service_name": "com.amazonaws.us-east-1.secretsmanager", "vpc_endpoint_type": "Interface"}
GOOD: Example = {"resource": {**_SECRET, "aws_vpc_endpoint": {"e": {**_ENDPOINT, "private_dns_enabled": True}}}}
BAD: Example = {"resource": _SECRET}

# What a stack that has such a resource must reach from inside.
NEEDED = {
    "aws_dynamodb_table": "dynamodb",
    "aws_s3_bucket": "s3",
    "aws_secretsmanager_secret": "secretsmanager",
    "aws_sns_topic": "sns",
    "aws_ssm_parameter": "ssm",
}


def check(stack: Stack) -> Iterator[Evidence]:
    found = {str(endpoint.get("service_name")).rpartition(".")[2] for endpoint in stack.of("aws_vpc_endpoint")}
    if stack.of("aws_lambda_function") and stack.of("aws_vpc"):
        for kind, service in NEEDED.items():
            if stack.of(kind) and service not in found:
                yield missing(
                    "aws_vpc_endpoint", f"there is none for {service}, which the functions use", "service_name"
                )
    for endpoint in stack.of("aws_vpc_endpoint"):
        yield observe(endpoint, "service_name", True)
        if endpoint.get("vpc_endpoint_type", "Gateway") == "Interface":
            yield observe(endpoint, "private_dns_enabled", is_true(endpoint.get("private_dns_enabled")))
            several = len(zones(stack, endpoint.get("subnet_ids"))) != 1
            yield observe(endpoint, "subnet_ids", several, "" if several else "stands in a single zone")
        else:
            yield from _gateway(stack, endpoint)


def _gateway(stack: Stack, endpoint: Resource) -> Iterator[Evidence]:
    """A gateway endpoint serves the route tables that it is told of: those of all functions, or some have no way."""
    served = {table.address for value in listed(endpoint.get("route_table_ids")) if (table := stack.follow(value))}
    for function in stack.of("aws_lambda_function"):
        for subnet in subnets(stack, function.get("vpc_config.subnet_ids")):
            table = route_table(stack, subnet)
            if table is None or table.address not in served:
                yield observe(
                    endpoint, "route_table_ids", False, f"does not serve {subnet.address} of {function.address}"
                )
