"""What is changed for emulators stands in an override beside the stack, and the stack itself stays as it is."""

from __future__ import annotations

import json

from generator.verify.emulators.override import (
    OVERRIDE_FILE,
    SKIPPED_DATA_SOURCES,
    SKIPPED_RESOURCES,
    override,
    skip_reason,
    skipped_addresses,
)
from generator.verify.emulators.routing import MINISTACK, MOTO, ON_MINISTACK, endpoints
from generator.verify.stack_folder import STACK_FILE, prepare_for_account, prepare_for_emulators
from tests.support.stacks import stack_of

MIGRATING = {"functions": [{"name": "database-migration", "runOnDeploy": True}]}


def test_only_what_runs_a_deployed_thing_is_left_out_and_is_named():
    stack = stack_of(MIGRATING)
    quota = "data.aws_servicequotas_service_quota.lambda-concurrency"
    assert skipped_addresses(stack) == ["aws_lambda_invocation.call-database-migration", quota]
    assert override(stack, {})["data"]["aws_servicequotas_service_quota"] == {"lambda-concurrency": {"count": 0}}
    assert override(stack, {})["resource"]["aws_lambda_invocation"] == {"call-database-migration": {"count": 0}}
    assert all(skip_reason(address) for address in skipped_addresses(stack))
    assert all({**SKIPPED_RESOURCES, **SKIPPED_DATA_SOURCES}.values())


def test_it_changes_no_other_resource_and_one_argument_of_functions():
    assert {
        (kind, *arguments)
        for kind, named in override(stack_of(MIGRATING), {})["resource"].items()
        for arguments in named.values()
    } == {("aws_lambda_invocation", "count"), ("aws_lambda_function", "replace_security_groups_on_destroy")}


def test_a_stack_without_such_resources_has_no_resource_in_its_override():
    # Terraform refuses an empty one.
    assert "resource" not in override({"resource": {"aws_sqs_queue": {"it": {}}}}, {})


def test_the_stack_itself_stays_as_it_is(tmp_path):
    text = json.dumps(stack_of())
    (tmp_path / STACK_FILE).write_text(text)
    backend = {"http": {"address": "http://127.0.0.1/it"}}
    prepare_for_emulators(tmp_path, backend)
    assert (tmp_path / STACK_FILE).read_text() == text
    assert json.loads((tmp_path / OVERRIDE_FILE).read_text())["terraform"]["backend"] == backend


def test_a_plan_for_the_account_reads_the_state_beside_the_project(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()
    (folder / STACK_FILE).write_text(json.dumps(stack_of()))
    prepare_for_account(folder, tmp_path)
    (written,) = folder.glob("*_override.tf.json")
    path = json.loads(written.read_text())["terraform"]["backend"]["local"]["path"]
    assert path == str(tmp_path / "terraform.tap-stack-test.tfstate")


def test_a_remote_state_is_left_as_the_spec_has_it(tmp_path):
    state = {"backend": "s3", "bucket": "states-of-payments"}
    (tmp_path / STACK_FILE).write_text(json.dumps(stack_of({"state": state})))
    prepare_for_account(tmp_path, tmp_path)
    assert list(tmp_path.glob("*_override.tf.json")) == []


def test_every_service_has_its_emulator_and_those_apart_say_why():
    variables = endpoints({MOTO: "http://moto", MINISTACK: "http://ministack"})
    assert variables.pop("AWS_ENDPOINT_URL") == "http://moto"
    assert variables == {f"AWS_ENDPOINT_URL_{service}": "http://ministack" for service in ON_MINISTACK}
    assert all(ON_MINISTACK.values())
