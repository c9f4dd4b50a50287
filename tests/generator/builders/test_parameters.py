"""Parameters in the synthesized JSON."""

from __future__ import annotations

from tests.support.stacks import resources, stack_of

PARAMETERS = [
    {"name": "settlement/cut-off", "type": "String", "value": "17:00", "allowedPattern": "^[0-9:]+$"},
    {"name": "settlement/paused", "value": "no", "owner": "external"},
    {"name": "settlement/window", "value": "2"},
    {"name": "partner/handle", "type": "SecureString"},
    {"name": "partner/shown", "type": "SecureString", "value": "x"},
]


def built(name):
    return resources(stack_of({"parameters": PARAMETERS}), "aws_ssm_parameter")[f"parameter-{name.replace('/', '_')}"]


def test_names_stand_below_the_path_of_the_environment():
    assert built("settlement/cut-off")["name"] == "/parameter-test/settlement/cut-off"


def test_a_plain_value_is_written_with_its_pattern_and_no_key():
    parameter = built("settlement/cut-off")
    assert (parameter["type"], parameter["value"], parameter["allowed_pattern"]) == ("String", "17:00", "^[0-9:]+$")
    assert "key_id" not in parameter


def test_a_value_is_under_the_key_where_the_spec_says_nothing_else():
    parameter = built("settlement/window")
    assert (parameter["type"], parameter["value"]) == ("SecureString", "2")
    assert parameter["key_id"] == "${aws_kms_key.key-secrets.arn}"


def test_what_is_owned_outside_is_left_alone_after_it_is_made():
    assert built("settlement/paused")["lifecycle"] == {"create_before_destroy": True, "ignore_changes": ["value"]}


def test_a_secure_value_that_the_spec_does_not_know_is_in_no_state():
    parameter = built("partner/handle")
    assert "value" not in parameter
    assert (parameter["value_wo"], parameter["value_wo_version"]) == ("unset", 1)


def test_every_secure_string_is_encrypted_with_the_secrets_key():
    for name in ("partner/handle", "partner/shown"):
        assert built(name)["key_id"] == "${aws_kms_key.key-secrets.arn}"


def test_the_endpoints_of_the_database_are_told():
    parameters = resources(stack_of(), "aws_ssm_parameter")
    assert parameters["parameter-database_writer-endpoint"]["value"] == "${aws_rds_cluster.aurora.endpoint}"
    assert parameters["parameter-database_reader-endpoint"]["value"] == "${aws_rds_cluster.aurora.reader_endpoint}"
