"""What somebody needs of a stack that was applied: where it is called, and the ids and versions of its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.builders.api.exports import ApiExports
from generator.builders.functions import FunctionExports
from generator.builders.network import NetworkExports
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
    """Build an output for each question that day two asks."""

    def output(name: str, value: object, description: str) -> None:
        TerraformOutput(scope, name, value, description=description)

    output("invoke_url", invoke_url(api, account.region), "Where the API is called, as networks on-premises resolve it")
    output("api_id", api.id, "The REST API, for resource policies and IAM policies of callers")
    output("vpc_id", network.vpc_id, "The VPC")
    if network.vpn_gateway_id is not None:
        output("vpn_gateway_id", network.vpn_gateway_id, "Where a VPN or Direct Connect is attached")
    if network.transit_gateway_attachment_id is not None:
        output("transit_gateway_attachment_id", network.transit_gateway_attachment_id, "For routes of the gateway")
    output("function_versions", _versions(functions), "The published version of each function behind each colour")
    output("bucket_names", {name: bucket.name for name, bucket in storage.buckets.items()}, "The buckets by name")
    output("topic_arns", {name: topic.arn for name, topic in topics.items()}, "The topics by name")


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
