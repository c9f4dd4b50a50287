"""Edits of a deployed spec: `diff` says what Terraform would do, in its order, and the order is one that AWS takes.

tests/edits has for each what is deployed (`.before.yaml`) and what replaces it (`.after.yaml`). Terraform itself plans
and applies a graph of the same shape, see tests/support/steps_of_terraform.py. The base of all is applied once.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.analysis.resource_diff import resource_changes
from generator.builders.stack import plan_stack
from generator.validation.load import load_environment
from generator.verify.emulators.state_server import running_state_server
from tests.support.steps_of_terraform import Step, StepsOfTerraform

FOLDER = Path(__file__).parents[2] / "edits"
EDITS = sorted(path.name.removesuffix(".before.yaml") for path in FOLDER.glob("*.before.yaml"))
pytestmark = pytest.mark.skipif(shutil.which("terraform") is None, reason="needs terraform on the PATH")


def plans(name):
    return tuple(plan_stack(load_environment(FOLDER / f"{name}.{when}.yaml")) for when in ("before", "after"))


def changes(name):
    return {change.address: change for change in resource_changes(*plans(name))}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """What most edits start from, and where it is applied."""
    before, _ = plans("replace-under-forced-cbd")
    with running_state_server() as states:
        terraform = StepsOfTerraform(tmp_path_factory.mktemp("base"), states)
        terraform.apply(before.contents)
        yield before.contents, terraform


@pytest.fixture(scope="module", params=EDITS)
def edit(request, base, tmp_path_factory):
    """Name, what Terraform plans, and the steps that it then takes."""
    before, after = (plan.contents for plan in plans(request.param))
    applied, terraform_of_base = base
    terraform = terraform_of_base.started_from(tmp_path_factory.mktemp("edits") / request.param)
    if before != applied:
        terraform.apply(before)
    return request.param, *terraform.change(after)


def test_diff_says_what_terraform_plans(edit):
    name, planned, _ = edit
    said = {
        address: f"{change.action}, created first" if change.created_first else change.action
        for address, change in changes(name).items()
        if address.startswith("aws_")
    }
    assert said == planned


# What must be done before what.
ORDER = {
    "major-upgrade-behind-proxy": [
        Step("create", "aws_rds_cluster_parameter_group.db-parameter-group-postgresql17"),
        Step("update", "aws_rds_cluster.aurora"),
        Step("delete", "aws_rds_cluster_parameter_group.db-parameter-group-postgresql16"),
    ],
    "nat-per-zone-to-single": [
        Step("update", "aws_route.route-private-c-internet"),
        Step("delete", "aws_nat_gateway.nat-gateway-c"),
        Step("delete", "aws_eip.eip-nat-c"),
    ],
    "replace-under-forced-cbd": [Step("create", "aws_rds_cluster.aurora"), Step("delete", "aws_rds_cluster.aurora")],
    "stage-rename-diff-understates": [
        Step("create", "aws_api_gateway_stage.api-stage"),
        Step("update", "aws_api_gateway_usage_plan.api-usage-plan"),
        Step("delete", "aws_api_gateway_stage.api-stage"),
    ],
    "provisioned-concurrency-with-new-code": [
        Step("update", "aws_lambda_alias.alias-payment-validation-green"),
        Step("update", "aws_lambda_provisioned_concurrency_config.alias-payment-validation-green-provisioned"),
    ],
    "zone-change-replaces-cluster": [
        Step("create", "aws_lb.nlb"),
        Step("create", "aws_lb_listener.nlb-listener"),
        Step("update", "aws_api_gateway_stage.api-stage"),
        Step("delete", "aws_lb.nlb"),
    ],
}
# Of what goes at the end in any order among itself, one is in the list above.
LAST = {
    "zone-change-replaces-cluster": (
        Step("update", "aws_api_gateway_stage.api-stage"),
        Step("delete", "aws_lb_target_group_attachment.tg-alb-balancer"),
    )
}


def test_the_steps_come_in_an_order_that_aws_takes(edit):
    name, _, steps = edit
    assert [step for step in steps if step in ORDER[name]] == ORDER[name]
    assert [step for step in steps if step in LAST.get(name, ())] == [*LAST.get(name, ())]


def test_a_zone_leaves_the_cluster_and_its_subnets_alone():
    found = changes("zone-change-replaces-cluster")
    assert "aws_rds_cluster.aurora" not in found
    assert [address for address, change in found.items() if change.action == "added" and change.advice] == []
    assert "lower database.readers.count" in found["aws_rds_cluster_instance.aurora-3"].advice


def test_who_asks_for_another_cluster_learns_that_aws_refuses_and_what_to_do():
    found = changes("replace-under-forced-cbd")["aws_rds_cluster.aurora"]
    assert found.because == ("database_name",)
    assert "another suffix" in found.advice


def test_new_code_and_new_concurrency_in_one_apply_are_advised_against():
    found = changes("provisioned-concurrency-with-new-code")
    name = "aws_lambda_provisioned_concurrency_config.alias-payment-validation-green-provisioned"
    assert "apply the code first" in found[name].advice


def test_a_subnet_that_wants_a_block_which_another_still_holds_is_told(tmp_path):
    for zones, file in (("[a, b, c]", "before"), ("[e, b, c]", "after")):
        (tmp_path / f"{file}.yaml").write_text(f"environmentSuffix: qa\nnetwork: {{ zones: {zones} }}\n")
    before, after = (plan_stack(load_environment(tmp_path / f"{file}.yaml")) for file in ("before", "after"))
    found = {change.address: change.advice for change in resource_changes(before, after)}
    assert "10.0.0.0/19 is held by aws_subnet.subnet-private-a" in found["aws_subnet.subnet-private-e"]
