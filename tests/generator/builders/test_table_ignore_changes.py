"""A real plan over a table that is there already: moved capacity is no change, a changed index is refused in words."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from tests.generator.builders.foundations import SPEC, built
from tests.support.stacks import stack_of

ARN = "arn:aws:dynamodb:us-east-1:111122223333:table/table-scaling-test"
KEY = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000"
COMMAND = ("terraform", "plan", "-refresh=false", "-input=false", "-lock=false", "-no-color", "-detailed-exitcode")
REQUIREMENTS = {"required_providers": {"aws": {"source": "hashicorp/aws"}}}
WITHOUT_ACCOUNT = {
    "region": "us-east-1",
    "access_key": "none",
    "secret_key": "none",
    "skip_credentials_validation": True,
    "skip_requesting_account_id": True,
    "skip_metadata_api_check": True,
}


def table() -> dict[str, Any]:
    """The table as the stack has it, without what only the rest of the stack can tell."""
    alone = copy.deepcopy(built("aws_dynamodb_table", "table-scaling"))
    del alone["//"]
    alone["server_side_encryption"]["kms_key_arn"] = KEY
    return alone


def described() -> dict[str, Any]:
    """What the spec says of the table's indexes, as the postcondition compares it."""
    indexes: dict[str, Any] = copy.deepcopy(stack_of(SPEC)["locals"]["table-scaling-indexes"])
    return indexes


def as_it_is() -> tuple[dict[str, Any], dict[str, Any]]:
    return table(), described()


def with_another_index() -> tuple[dict[str, Any], dict[str, Any]]:
    """An index with an attribute of its own, which the provider would refuse before any condition is looked at."""
    wanted, indexes = as_it_is()
    wanted["attribute"].append({"name": "e", "type": "S"})
    capacity = {"read_capacity": 5, "write_capacity": 5}
    wanted["global_secondary_index"].append({"name": "by-e", "hash_key": "e", "projection_type": "ALL", **capacity})
    return wanted, {**indexes, "by-e": ["e", "", "ALL", []]}


def with_another_projection() -> tuple[dict[str, Any], dict[str, Any]]:
    wanted, indexes = as_it_is()
    wanted["global_secondary_index"][1]["non_key_attributes"] = ["z"]
    return wanted, {**indexes, "by-d": [*indexes["by-d"][:3], ["z"]]}


def configuration(cases: Mapping[str, tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Any]:
    """A table for each case, with a local of its own instead of that of the stack."""
    tables, indexes = {}, {}
    for name, (wanted, wanted_indexes) in cases.items():
        tables[name] = json.loads(json.dumps(wanted).replace("local.table-scaling-indexes", f"local.{name}"))
        indexes[name] = wanted_indexes
    return {
        "terraform": REQUIREMENTS,
        "provider": {"aws": [WITHOUT_ACCOUNT]},
        "locals": indexes,
        "resource": {"aws_dynamodb_table": tables},
    }


def state(names: list[str]) -> dict[str, Any]:
    """The state of tables of which autoscaling has moved every capacity that it owns."""
    attributes = {key: value for key, value in table().items() if key != "lifecycle"}
    for block in ("point_in_time_recovery", "server_side_encryption", "ttl"):
        attributes[block] = [attributes[block]]
    for index in attributes["global_secondary_index"]:
        index |= {"range_key": index.get("range_key", ""), "read_capacity": 77, "write_capacity": 78}
    attributes |= {"id": attributes["name"], "arn": ARN, "tags_all": attributes["tags"], "table_class": "STANDARD"}
    attributes |= {"read_capacity": 99, "replica": [], "import_table": [], "on_demand_throughput": []}
    kind = {
        "mode": "managed",
        "type": "aws_dynamodb_table",
        "instances": [{"schema_version": 1, "attributes": attributes}],
    }
    provider = 'provider["registry.terraform.io/hashicorp/aws"]'
    resources = [{**kind, "name": name, "provider": provider} for name in names]
    return {"version": 4, "terraform_version": "1.10.0", "serial": 1, "lineage": "x", "resources": resources}


@pytest.fixture(scope="module")
def plan(terraform, tmp_path_factory):
    """Exit code of a plan over tables that exist (0 no change, 1 error, 2 changes) and what it says, in one line."""
    terraform.initialize(REQUIREMENTS)
    folder = tmp_path_factory.mktemp("plan")
    shutil.copy(terraform.folder / ".terraform.lock.hcl", folder)

    def run(**cases: tuple[dict[str, Any], dict[str, Any]]) -> tuple[int, str]:
        (folder / "terraform.tfstate").write_text(json.dumps(state(list(cases))))
        (folder / "main.tf.json").write_text(json.dumps(configuration(cases), indent=1))
        environment = {**terraform.env, "TF_DATA_DIR": str(terraform.folder / ".terraform")}
        done = subprocess.run(COMMAND, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, " ".join((done.stdout + done.stderr).split())

    return run


def test_capacity_that_autoscaling_has_moved_is_no_change(plan):
    code, said = plan(same=as_it_is())
    assert code == 0, said


def test_a_changed_index_is_refused_and_the_way_out_told(plan):
    code, said = plan(same=as_it_is(), index=with_another_index(), projection=with_another_projection())
    assert code == 1
    refused = {name for name in ("same", "index", "projection") if f"aws_dynamodb_table.{name}.lifecycle" in said}
    assert refused == {"index", "projection"}
    assert said.count("set 'ignoreIndexChanges: false' on the table") == len(refused)
