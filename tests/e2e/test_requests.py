"""AWS's own service models and action tables have nothing against what the provider asks for, day after day."""

from __future__ import annotations

import json

import pytest

from generator.verify.emulators.servers import running_emulators
from generator.verify.lifecycle import run_lifecycle
from generator.verify.requests.attribution import Attribution
from generator.verify.requests.violations import check_requests
from tests.support.terraform import require_terraform

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("lifecycles")]


def test_no_request_and_no_policy_is_one_that_aws_would_refuse(checked_requests, lifecycles, record_property):
    results = [running.result().result for running in lifecycles.environments.values() if not running.exception()]
    found = Attribution.of({result.name: result.resources for result in results}).find
    refused = [(found(one.operation, one.given), str(one)) for one in checked_requests.violations]
    assert refused == []
    record_property("counted", str(checked_requests))


def test_the_check_has_seen_what_a_day_is_made_of(checked_requests):
    assert checked_requests.requests > 3000
    assert checked_requests.operations > 250
    assert checked_requests.policies > 150


def policy(statement):
    return {"Version": "2012-10-17", "Statement": [statement]}


TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
READ = {"Effect": "Allow", "Action": "sqs:ReadMessage", "Resource": "*"}
PLANTED = {
    "aws_iam_role": {
        "reader": {
            "name": "role-planted",
            "assume_role_policy": json.dumps(policy(TRUST)),
        }
    },
    "aws_iam_role_policy": {
        "reader": {
            "name": "grants",
            "role": "${aws_iam_role.reader.name}",
            "policy": json.dumps(policy(READ)),
        }
    },
}


def test_a_planted_action_that_there_is_not_is_found_and_its_resource_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PAYINFRA_TF_MIRROR", str(require_terraform()))
    folder = tmp_path / "planted"
    folder.mkdir()
    provider = {"aws": [{"region": "us-east-1", "default_tags": [{"tags": {"Environment": "planted"}}]}]}
    required = {"required_providers": {"aws": {"source": "hashicorp/aws"}}}
    content = {"terraform": required, "provider": provider, "resource": PLANTED}
    (folder / "cdk.tf.json").write_text(json.dumps(content))
    with running_emulators(tmp_path / "emulators") as emulators:
        result = run_lifecycle(folder, emulators, print)
        checked = check_requests(emulators.python, emulators.recordings())
    assert result.faults == []
    (violation,) = checked.violations
    assert (violation.operation, violation.path) == ("iam:PutRolePolicy", "PolicyDocument")
    assert violation.problem == "statement 1: there is no action sqs:ReadMessage"
    found = Attribution.of({result.name: result.resources}).find(violation.operation, violation.given)
    assert found == ("planted", "aws_iam_role_policy.reader")
