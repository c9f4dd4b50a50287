"""An entry with a new name is the same thing to Terraform and to AWS."""

from __future__ import annotations

from generator.compliance.controls import no_provisioners
from generator.compliance.stack import Stack
from tests.support.stacks import resources, stack_of

TABLE = {"hashKey": "entryId", "attributes": [{"name": "entryId", "type": "S"}]}
CAPACITY = {"billingMode": "PROVISIONED"}


def addresses(stack):
    return {f"{kind}.{name}" for kind, named in stack["resource"].items() for name in named}


def test_without_a_former_name_nothing_moves():
    assert "moved" not in stack_of()


def test_every_resource_of_a_renamed_table_moves_and_keeps_its_name_in_aws():
    before = stack_of({"tables": [{"name": "ledger", **TABLE, **CAPACITY}]})
    after = stack_of({"tables": [{"name": "journal", "movedFrom": "ledger", **TABLE, **CAPACITY}]})
    assert resources(after, "aws_dynamodb_table")["table-journal"]["name"] == "table-ledger-test"
    moves = {move["from"]: move["to"] for move in after["moved"]}
    gone = {
        address
        for address in addresses(before) - addresses(after)
        if "table-ledger" in address and "alarm" not in address
    }
    assert len(gone) > 2
    assert gone == moves.keys()
    assert set(moves.values()) <= addresses(after)
    policies = [resources(stack, "aws_appautoscaling_policy").values() for stack in (before, after)]
    assert [policy["name"] for policy in policies[0]] == [policy["name"] for policy in policies[1]]


def test_a_table_whose_name_begins_alike_stays_where_it_is():
    alike = {"name": "journal-archive", **TABLE}
    stack = stack_of({"tables": [{"name": "journal", "movedFrom": "ledger", **TABLE}, alike]})
    assert [move["to"] for move in stack["moved"]] == ["aws_dynamodb_table.table-journal"]


def test_every_resource_of_a_renamed_bucket_moves_and_keeps_its_name_in_aws():
    before = stack_of({"buckets": [{"name": "files"}]})
    after = stack_of({"buckets": [{"name": "documents", "movedFrom": "files"}]})
    name = "bucket-files-${data.aws_caller_identity.current.account_id}-test"
    assert resources(after, "aws_s3_bucket")["bucket-documents"]["bucket"] == name
    moves = {move["from"]: move["to"] for move in after["moved"]}
    assert addresses(before) - addresses(after) == moves.keys()
    assert set(moves.values()) == addresses(after) - addresses(before)


def test_a_function_gets_the_name_that_aws_knows():
    grants = {"tables": [{"name": "journal", "access": ["read"]}]}
    stack = stack_of(
        {
            "tables": [{"name": "journal", "movedFrom": "ledger", **TABLE}],
            "functions": [{"name": "fraud-detection", "grants": grants}],
        }
    )
    variables = resources(stack, "aws_lambda_function")["lambda-fraud-detection"]["environment"]["variables"]
    assert variables["TABLE_JOURNAL"] == "table-ledger-test"


def test_the_controls_take_a_move_to_what_is_there_and_no_other():
    stack = stack_of({"tables": [{"name": "journal", "movedFrom": "ledger", **TABLE}]})
    assert [item.observed for item in no_provisioners.check(Stack(stack)) if not item.ok] == []
    nowhere = {"from": "aws_dynamodb_table.table-ledger", "to": "aws_dynamodb_table.elsewhere"}
    lost = [item for item in no_provisioners.check(Stack({**stack, "moved": [nowhere]})) if not item.ok]
    assert [item.note for item in lost] == ["leads to nothing in this stack"]
