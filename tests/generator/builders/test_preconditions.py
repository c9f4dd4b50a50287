"""What the plan asks of the account before anything is made, and what binds a stack to it."""

from __future__ import annotations

import pytest

from generator.spec import schema
from tests.support.stacks import resources, stack_of

QUOTA = "aws_servicequotas_service_quota"
ZONE = "aws_availability_zone"
PROXY = {"database": {"proxy": {"enabled": True}}}
BY_ID = {"network": {"zones": ["use1-az1", "use1-az2", "use1-az4"]}}
NOTHING_RESERVED = {
    "functions": [
        {"name": name, "reservedConcurrency": None}
        for name in (
            "payment-validation",
            "fraud-detection",
            "transaction-processing",
            "credential-rotation",
            "database-migration",
        )
    ]
}


def conditions(source):
    return [(entry["condition"], entry["error_message"]) for entry in source["lifecycle"]["postcondition"]]


def test_the_real_quota_is_held_against_what_the_functions_reserve():
    quota = stack_of({})["data"][QUOTA]["lambda-concurrency"]
    assert (quota["service_code"], quota["quota_code"]) == ("lambda", "L-B99A9384")
    ((condition, message),) = conditions(quota)
    assert condition == "${self.value >= 303}"
    assert "the functions reserve 203" in message


def test_functions_that_reserve_nothing_ask_for_no_quota_and_have_no_limit():
    stack = stack_of(NOTHING_RESERVED)
    assert QUOTA not in stack["data"]
    functions = resources(stack, "aws_lambda_function").values()
    assert all("reserved_concurrent_executions" not in function for function in functions)


def test_no_alarm_is_set_at_a_part_of_what_is_not_reserved():
    alarms = resources(stack_of(NOTHING_RESERVED), "aws_cloudwatch_metric_alarm")
    assert not [name for name in alarms if name.startswith("alarm-function-concurrency")]
    assert [name for name in alarms if name.startswith("alarm-function-errors")]


def test_zones_by_their_letters_are_asked_where_a_service_is_missing_in_one():
    zones = stack_of(PROXY)["data"][ZONE]
    assert set(zones) == {"zone-a", "zone-b", "zone-c"}
    ((condition, message),) = conditions(zones["zone-b"])
    assert condition == '${self.zone_id != "use1-az3"}'
    assert "us-east-1b is use1-az3" in message
    assert "no RDS Proxy" in message


@pytest.mark.parametrize("spec", [{}, {**PROXY, "awsRegion": "eu-west-1"}])
def test_zones_are_not_asked_where_nothing_that_is_used_is_missing(spec):
    assert ZONE not in stack_of(spec)["data"]


def test_zones_by_their_ids_are_looked_up_by_name():
    stack = stack_of(BY_ID)
    assert stack["data"][ZONE]["zone-use1-az1"]["zone_id"] == "use1-az1"
    subnet = resources(stack, "aws_subnet")["subnet-private-use1-az1"]
    assert subnet["availability_zone"] == "${data.aws_availability_zone.zone-use1-az1.name}"


def test_a_stack_takes_no_other_account_than_the_one_that_its_spec_names():
    role = "arn:aws:iam::111122223333:role/terraform"
    (provider,) = stack_of({"account": {"id": "111122223333", "assumeRoleArn": role}})["provider"]["aws"]
    assert provider["allowed_account_ids"] == ["111122223333"]
    assert provider["assume_role"][0]["role_arn"] == role
    (unbound,) = stack_of({})["provider"]["aws"]
    assert unbound.keys().isdisjoint({"allowed_account_ids", "assume_role"})


def test_the_default_constraint_keeps_to_the_major_version_that_is_tested():
    default = schema.section(schema.ROOT)["properties"]["providerVersion"]["default"]
    assert stack_of({})["terraform"]["required_providers"]["aws"]["version"] == default == "~> 5.100"
