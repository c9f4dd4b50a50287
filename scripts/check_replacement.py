"""Compare generator/aws/resource_types.json with Terraform, which is asked about every argument of every type.

    python -m scripts.check_replacement [--table] [KIND ...]        or: make check-replacement

Nothing is applied and AWS is not asked. A state that is written here has a resource for each argument; in the
configuration that one argument is not known yet and all others are ignored; `terraform plan -refresh=false` then shows
whether the resource would be replaced. Needs Terraform and the AWS provider (PAYINFRA_TF_MIRROR names a mirror of it).
Exit codes: 0 the table is right, 1 it is wrong, 2 Terraform gave no answer. --table prints the rows as they should be.

What this cannot see: whether a change is in place depends for a few arguments on the values, old and new. A resource
counts as replaced here where an unknown new value replaces it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.aws.resource_types import RESOURCE_TYPES
from generator.verify.errors import CannotVerify, StepFailed
from generator.verify.terraform import Terraform
from generator.verify.terraform_environment import environment_for
from scripts.schema_values import held_argument, held_resource, is_argument, new_argument, new_block

RIGHT, WRONG, UNKNOWN_ANSWER = 0, 1, 2
AWS = "registry.terraform.io/hashicorp/aws"
# Has an output, which is not known before an apply.
UNKNOWN: Mapping[str, Any] = {"terraform_data": {"new": {"input": "new"}}}
EMPTY_STATE = {"version": 4, "terraform_version": "1.10.0", "serial": 1, "lineage": "x", "outputs": {}}
# Never a reason to replace, or no argument of AWS.
NEVER = ("id", "tags", "tags_all", "timeouts")
PROVIDER = {
    "region": "us-east-1",
    "access_key": "none",
    "secret_key": "none",
    "skip_credentials_validation": True,
    "skip_metadata_api_check": "true",
    "skip_requesting_account_id": True,
}
REPLACING = {kind: row.replaced_by for kind, row in RESOURCE_TYPES.items()}
# What a resource must have for the provider to think about a change of it at all.
HELD: Mapping[str, Mapping[str, Any]] = {
    "aws_api_gateway_domain_name_access_association": {
        "access_association_source_type": "VPCE",
        "domain_name_arn": "arn:aws:apigateway:us-east-1:111122223333:/domainnames/held+id",
    },
    "aws_cloudwatch_metric_alarm": {"metric_name": "held", "statistic": "Average"},
    "aws_dynamodb_table": {
        "attribute": [{"name": "held", "type": "S"}],
        "billing_mode": "PAY_PER_REQUEST",
        "global_secondary_index": [{"name": "held", "hash_key": "held", "projection_type": "ALL"}],
        "hash_key": "held",
    },
    "aws_lambda_function": {"handler": "held", "runtime": "python3.12"},
    "aws_lambda_invocation": {"input": "{}", "lifecycle_scope": "CREATE_ONLY"},
    "aws_lb_target_group": {"port": 443, "protocol": "HTTP", "target_type": "ip", "vpc_id": "held"},
    "aws_route53_resolver_endpoint": {"ip_address": [{"subnet_id": "held"}, {"subnet_id": "other"}]},
    "aws_s3_bucket_lifecycle_configuration": {
        "expected_bucket_owner": "111122223333",
        "transition_default_minimum_object_size": "varies_by_storage_class",
    },
    "aws_sns_topic_subscription": {"filter_policy": '{"held": ["held"]}'},
}
# New values where one that is not known yet is refused.
ASKED: Mapping[tuple[str, str], Any] = {
    ("aws_api_gateway_domain_name", "endpoint_configuration"): [{"types": ["REGIONAL"]}],
    ("aws_api_gateway_rest_api", "endpoint_configuration"): [{"types": ["REGIONAL"]}],
    ("aws_cloudwatch_metric_alarm", "statistic"): "Maximum",
    ("aws_dynamodb_table", "attribute"): [{"name": "held", "type": "N"}],
    ("aws_dynamodb_table", "global_secondary_index"): [{"name": "new", "hash_key": "held", "projection_type": "ALL"}],
    ("aws_dynamodb_table", "local_secondary_index"): [{"name": "new", "range_key": "held", "projection_type": "ALL"}],
    ("aws_lambda_function", "handler"): "new",
    ("aws_lambda_function", "runtime"): "python3.13",
    ("aws_lambda_invocation", "input"): '{"new": "new"}',
    ("aws_lambda_invocation", "lifecycle_scope"): "CRUD",
    ("aws_lb_target_group", "port"): 8443,
    ("aws_lb_target_group", "protocol"): "HTTPS",
    ("aws_lb_target_group", "target_type"): "instance",
    ("aws_route53_resolver_endpoint", "ip_address"): [{"subnet_id": "new"}, {"subnet_id": "other"}],
    ("aws_s3_bucket_lifecycle_configuration", "expected_bucket_owner"): "444455556666",
    ("aws_s3_bucket_lifecycle_configuration", "transition_default_minimum_object_size"): "all_storage_classes_128K",
    ("aws_sns_topic_subscription", "filter_policy"): '{"new": ["new"]}',
}
# Not asked: the provider has refused every question so far. The documentation says that it is changed in place.
UNASKED = (("aws_cloudwatch_metric_alarm", "metric_query"),)


def differences(found: Mapping[str, frozenset[str]], table: Mapping[str, frozenset[str]] = REPLACING) -> Iterator[str]:
    """Yield where a table differs from Terraform, one line for each resource type."""
    for kind, truth in found.items():
        listed = table.get(kind, frozenset())
        if truth != listed:
            yield f"{kind}: {_listed(truth - listed, 'not in the table')}{_listed(listed - truth, 'changed in place')}"


def _listed(names: frozenset[str], words: str) -> str:
    return f"[{' '.join(sorted(names))}] {words} " if names else ""


def replacing(kinds: Iterable[str], environment: Mapping[str, str] | None = None) -> dict[str, frozenset[str]]:
    """Return the arguments of some resource types whose change replaces a resource, by Terraform."""
    with tempfile.TemporaryDirectory(prefix="payinfra.") as name:
        folder = Path(name)
        terraform = Terraform(folder, environment_for(folder, environment))
        _configure(folder, UNKNOWN)
        terraform.initialize(backend=False)
        schemas = _schemas(terraform)
        asked = {kind: _asked(kind, schemas[kind]["block"]) for kind in kinds}
        resources, state = _question(schemas, asked)
        _configure(folder, resources)
        (folder / "terraform.tfstate").write_text(json.dumps({**EMPTY_STATE, "resources": state}), encoding="utf-8")
        found: dict[str, set[str]] = {kind: set() for kind in asked}
        for change in terraform.planned(refresh=False):
            if change.is_replacement:
                kind, _, name = change.address.partition(".")
                found[kind].add(name.partition("-")[0])
    return {kind: frozenset(names) for kind, names in found.items()}


def _asked(kind: str, block: Mapping[str, Any]) -> list[str]:
    names = [name for name, about in block["attributes"].items() if is_argument(about)]
    return [
        name for name in (*names, *block.get("block_types", {})) if name not in NEVER and (kind, name) not in UNASKED
    ]


def _question(
    schemas: Mapping[str, Any], asked: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The resources of a configuration and of a state: one for each argument, and two for a block, added or changed."""
    resources: dict[str, dict[str, Any]] = {**UNKNOWN}
    state: list[dict[str, Any]] = []
    for kind, arguments in asked.items():
        block = schemas[kind]["block"]
        always = HELD.get(kind, {})
        base = {name: value for name, value in new_block(block, 0).items() if name in arguments} | always
        for argument in arguments:
            is_block = argument in block.get("block_types", {})
            for how in ("added", "changed") if is_block else ("changed",):
                ignored = [name for name in arguments if name != argument]
                given = ASKED.get((kind, argument)) or new_argument(block, argument)
                held = {**held_resource(block), **always}
                if how == "added":
                    held[argument] = []
                elif argument not in always:
                    held[argument] = held_argument(block, argument)
                resources.setdefault(kind, {})[f"{argument}-{how}"] = {
                    **base,
                    argument: given,
                    "lifecycle": [{"ignore_changes": ignored}],
                }
                state.append(_instance(kind, f"{argument}-{how}", schemas[kind]["version"], held))
    return resources, state


def _instance(kind: str, name: str, version: int, attributes: Mapping[str, Any]) -> dict[str, Any]:
    instance = {"schema_version": version, "attributes": attributes, "sensitive_attributes": []}
    provider = f'provider["{AWS}"]'
    return {"mode": "managed", "type": kind, "name": name, "provider": provider, "instances": [instance]}


def _configure(folder: Path, resources: Mapping[str, Any]) -> None:
    configuration = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "provider": {"aws": [PROVIDER]},
        "resource": resources,
    }
    (folder / "main.tf.json").write_text(json.dumps(configuration), encoding="utf-8")


def _schemas(terraform: Terraform) -> Mapping[str, Any]:
    command = [terraform.program, "providers", "schema", "-json"]
    done = subprocess.run(command, cwd=terraform.folder, env=terraform.environment, capture_output=True, check=True)
    schemas: Mapping[str, Any] = json.loads(done.stdout)["provider_schemas"][AWS]["resource_schemas"]
    return schemas


def main(argv: Sequence[str] | None = None) -> int:
    """Compare the table with Terraform, print what is wrong, and return the exit code."""
    parser = argparse.ArgumentParser(prog="check_replacement", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="default: every kind in use")
    parser.add_argument("--table", action="store_true", help="print the rows as they should be")
    arguments = parser.parse_args(argv)
    kinds = arguments.kinds or list(RESOURCE_TYPES)
    try:
        found = replacing(kinds)
    except (CannotVerify, StepFailed) as problem:
        print(problem, file=sys.stderr)
        return UNKNOWN_ANSWER
    if arguments.table:
        for kind, names in found.items():
            print(f'{kind}: "replaced_by": {json.dumps(sorted(names))}')
        return RIGHT
    wrong = list(differences(found))
    print("\n".join(wrong) if wrong else f"{len(kinds)} kinds: the table says what Terraform does")
    return WRONG if wrong else RIGHT


if __name__ == "__main__":
    sys.exit(main())
