"""Tables in the synthesized JSON: always encrypted and restorable, and autoscaling where capacity may move."""

from __future__ import annotations

import pytest

from tests.generator.builders.foundations import all_built, built
from tests.support.stacks import resources, stack_of


def names(indexes):
    return [index["name"] for index in indexes]


def test_every_table_is_encrypted_with_the_data_key_restorable_and_destroyable():
    tables = all_built("aws_dynamodb_table")
    assert len(tables) == 9
    for table in tables.values():
        assert table["server_side_encryption"] == {"enabled": True, "kms_key_arn": "${aws_kms_key.key-data.arn}"}
        assert table["point_in_time_recovery"]["enabled"] is True
        assert table["deletion_protection_enabled"] is False
        assert "prevent_destroy" not in table.get("lifecycle", {})


def test_the_shipped_tables_pay_by_the_request_and_nothing_scales_them():
    stack = stack_of()
    tables = resources(stack, "aws_dynamodb_table")
    assert {table["billing_mode"] for table in tables.values()} == {"PAY_PER_REQUEST"}
    assert not any("read_capacity" in table for table in tables.values())
    assert not any("lifecycle" in table for table in tables.values())
    assert resources(stack, "aws_appautoscaling_policy") == {}


def test_the_transactions_can_be_found_by_merchant_and_customer():
    table = resources(stack_of(), "aws_dynamodb_table")["table-transactions"]
    assert names(table["global_secondary_index"]) == ["by-merchant", "by-customer"]
    assert (table["name"], table["tags"]) == ("table-transactions-test", {"Name": "table-transactions-test"})


def test_a_table_takes_twenty_indexes():
    assert names(built("aws_dynamodb_table", "table-crowded")["global_secondary_index"]) == [
        f"index-{number}" for number in range(20)
    ]


def test_keys_projections_expiry_stream_and_recovery_are_those_of_the_spec():
    table, crowded = built("aws_dynamodb_table", "table-scaling"), built("aws_dynamodb_table", "table-crowded")
    assert (table["hash_key"], table["range_key"]) == ("a", "b")
    assert table["attribute"] == [{"name": name, "type": "S"} for name in "abcd"]
    by_d = table["global_secondary_index"][1]
    assert (by_d["projection_type"], by_d["non_key_attributes"]) == ("INCLUDE", ["z", "y"])
    assert [index["projection_type"] for index in table["local_secondary_index"]] == ["KEYS_ONLY", "INCLUDE"]
    assert table["ttl"] == {"attribute_name": "ends", "enabled": True}
    assert (table["stream_enabled"], table["stream_view_type"]) == (True, "NEW_AND_OLD_IMAGES")
    assert crowded["point_in_time_recovery"]["recovery_period_in_days"] == 7


def test_what_the_spec_leaves_out_is_not_there():
    table = built("aws_dynamodb_table", "table-plain")
    assert not {"range_key", "ttl", "stream_enabled", "global_secondary_index", "local_secondary_index"} & set(table)


def test_a_provisioned_table_and_its_indexes_start_at_the_minimum():
    table = built("aws_dynamodb_table", "table-scaling")
    assert (table["read_capacity"], table["write_capacity"]) == (10, 8)
    assert [(index["read_capacity"], index["write_capacity"]) for index in table["global_secondary_index"]] == [
        (5, 4),
        (3, 8),
    ]


def test_what_may_move_has_a_target_and_a_policy_and_nothing_else_has():
    scaled = {name.removeprefix("scaling-target-") for name in all_built("aws_appautoscaling_target")}
    assert {name for name in scaled if name.startswith(("table-scaling", "table-fixed", "table-owned"))} == {
        "table-scaling--read",
        "table-scaling--by-c--read",
        "table-scaling--by-c--write",
        "table-owned--read",
        "table-owned--write",
    }
    assert {name.removeprefix("scaling-policy-") for name in all_built("aws_appautoscaling_policy")} == scaled


@pytest.mark.parametrize(
    ("name", "resource", "dimension", "bounds", "metric", "goal"),
    [
        ("table-scaling--read", "", "dynamodb:table:ReadCapacityUnits", (10, 400), "Read", 60),
        ("table-scaling--by-c--write", "/index/by-c", "dynamodb:index:WriteCapacityUnits", (4, 40), "Write", 70),
    ],
)
def test_capacity_follows_its_own_use_between_its_own_bounds(name, resource, dimension, bounds, metric, goal):
    target = built("aws_appautoscaling_target", f"scaling-target-{name}")
    policy = built("aws_appautoscaling_policy", f"scaling-policy-{name}")
    tracking = policy["target_tracking_scaling_policy_configuration"]
    assert target["resource_id"] == f"table/${{aws_dynamodb_table.table-scaling.name}}{resource}"
    assert target["scalable_dimension"] == dimension
    assert (target["min_capacity"], target["max_capacity"]) == bounds
    assert policy["resource_id"] == f"${{aws_appautoscaling_target.scaling-target-{name}.resource_id}}"
    assert tracking["target_value"] == goal
    assert tracking["predefined_metric_specification"] == {
        "predefined_metric_type": f"DynamoDB{metric}CapacityUtilization"
    }


@pytest.mark.parametrize(
    ("sentence", "table", "ignored"),
    [
        (
            "reads move, writes do not, indexes belong to autoscaling",
            "table-scaling",
            ["read_capacity", "global_secondary_index", "attribute"],
        ),
        ("indexes belong to the spec", "table-owned", ["read_capacity", "write_capacity"]),
        ("nothing moves", "table-fixed", None),
        ("there is no capacity", "table-crowded", None),
    ],
)
def test_terraform_ignores_what_autoscaling_moves_and_not_more(sentence, table, ignored):
    assert built("aws_dynamodb_table", table).get("lifecycle", {}).get("ignore_changes") == ignored, sentence
