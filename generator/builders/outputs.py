"""The outputs of a stack: where it is called, and the ids and versions of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.builders.api.exports import ApiExports
from generator.builders.functions import FunctionExports
from generator.builders.network import NetworkExports
from generator.builders.network.on_premises_link import LinkExports
from generator.builders.storage import StorageExports
from generator.builders.topics import TopicExports
from generator.planning.references import Account
from generator.stack_plan import Scope, TerraformOutput, step


@step
def build_outputs(
    scope: Scope,
    *,
    account: Account,
    network: NetworkExports,
    api: ApiExports,
    functions: Mapping[str, FunctionExports],
    topics: Mapping[str, TopicExports],
    storage: StorageExports,
) -> None:
    """Build an output for each value that operators look up."""

    def output(name: str, value: object, description: str) -> None:
        TerraformOutput(scope, name, value, description=description)

    output("invoke_url", invoke_url(api, account.region), "Where the API is called, as networks on-premises resolve it")
    output("api_id", api.id, "The REST API, for resource policies and IAM policies of callers")
    output("vpc_id", network.vpc_id, "The VPC")
    for name, value, description in _link(network.link):
        output(name, value, description)
    output("function_versions", _versions(functions), "The published version of each function behind each colour")
    output("bucket_names", {name: bucket.name for name, bucket in storage.buckets.items()}, "The buckets by name")
    output("topic_arns", {name: topic.arn for name, topic in topics.items()}, "The topics by name")


def _link(link: LinkExports) -> Iterator[tuple[str, object, str]]:
    """What is configured on the devices on-premises."""
    if link.vpn_gateway_id is not None:
        yield "vpn_gateway_id", link.vpn_gateway_id, "Where a VPN or Direct Connect is attached"
    if link.transit_gateway_attachment_id is not None:
        yield "transit_gateway_attachment_id", link.transit_gateway_attachment_id, "For routes of the gateway"
    if link.vpn:
        tunnels = {name: list(vpn.tunnels.values()) for name, vpn in link.vpn.items()}
        yield "vpn_tunnel_addresses", tunnels, "AWS's ends of the two tunnels, by customer gateway"
        ids = {name: vpn.id for name, vpn in link.vpn.items()}
        yield (
            "vpn_connection_ids",
            ids,
            "For the configuration of each device: aws ec2 get-vpn-connection-device-sample-configuration",
        )
        secrets = {name: vpn.key_secret_arn for name, vpn in link.vpn.items()}
        yield "vpn_key_secret_arns", secrets, "The secrets with the pre-shared keys of the tunnels"
    if link.resolver_addresses is not None:
        yield "resolver_inbound_addresses", link.resolver_addresses, "Where name servers on-premises ask for the VPC's"


def invoke_url(api: ApiExports, region: str) -> str:
    """Return the URL of the stage. A private API is called by a name of its endpoint, which public DNS resolves, too.

    Source: API Gateway developer guide, "Invoke a private API using a Route 53 alias".
    """
    host = "-".join([api.id, *_first(api.endpoint_ids)])
    return f"https://{host}.execute-api.{region}.amazonaws.com/{api.stage_name}"


def _first(ids: Sequence[str]) -> Sequence[str]:
    return ids[:1]


def _versions(functions: Mapping[str, FunctionExports]) -> dict[str, dict[str, str]]:
    return {
        name: {colour: alias.version for colour, alias in function.aliases.items()}
        for name, function in functions.items()
    }
