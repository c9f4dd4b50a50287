"""The table of resource types is complete, and says what the real Terraform does with the real provider."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from generator.aws.resource_types import FILE, MODULES, RESOURCE_TYPES, read, replaces
from scripts.check_replacement import differences, replacing
from tests.support.resource_types import missing_rows, modules_in_use
from tests.support.terraform import require_terraform

TESTS = Path(__file__).parents[1] / "builders"
# One of each way to ask: rows without and with arguments, blocks, the plugin SDK and the framework, values of its own.
SAMPLE = (
    "aws_api_gateway_account",
    "aws_cloudwatch_composite_alarm",
    "aws_config_config_rule",
    "aws_db_proxy",
    "aws_dynamodb_table",
    "aws_flow_log",
    "aws_lb_target_group",
    "aws_route53_record",
    "aws_securityhub_account",
    "aws_ssm_parameter",
    "aws_vpc",
    "aws_vpc_security_group_ingress_rule",
)


def asked_of_terraform(kinds):
    return replacing(kinds, {**os.environ, "PAYINFRA_TF_MIRROR": str(require_terraform())})


def test_every_resource_type_that_a_builder_uses_has_a_row_and_no_other_has():
    assert not missing_rows(), missing_rows()
    assert sorted(set(MODULES) - set(modules_in_use())) == [], (
        f"no builder uses these: remove their rows from {FILE.name}"
    )


def test_every_resource_type_is_looked_at_by_a_test_of_its_builder():
    looked_at = {word for file in TESTS.glob("*.py") for word in re.findall(r"\baws_\w+", file.read_text("utf-8"))}
    assert RESOURCE_TYPES.keys() - looked_at == set(), (
        "look these up in a synthesized stack, in tests/generator/builders"
    )


def test_rows_are_sorted_so_that_two_of_a_type_cannot_hide():
    rows = json.loads(FILE.read_text(encoding="utf-8"), object_pairs_hook=lambda pairs: pairs)
    assert [kind for kind, _ in rows] == sorted(RESOURCE_TYPES)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"holds": "nothing", "replaced_by": []}, "aws_x: .*'purpose'"),
        ({"purpose": "x", "holds": "nothing", "replaced_by": [], "forces": []}, "aws_x: .*'forces'"),
    ],
    ids=["a field that is missing", "a field that there is not"],
)
def test_a_row_that_is_not_right_is_an_error_that_names_the_type(row, message):
    with pytest.raises(ValueError, match=message):
        read(json.dumps({"aws_x": row}))


def test_what_a_row_says_of_encryption_fits_together():
    wrong = [
        kind
        for kind, row in RESOURCE_TYPES.items()
        if row.holds not in ("data", "data under keys of AWS", "nothing")
        or (row.holds == "data under keys of AWS") != bool(row.reason)
        or (row.encrypted_if is not None and not row.keys)
        or bool(row.keys) != bool(row.domain)
        # A bucket names its key in a resource of its own.
        or ((row.holds == "data") != bool(row.keys) and not kind.startswith("aws_s3_bucket"))
    ]
    assert wrong == []


def test_no_prefix_of_names_is_in_two_rows():
    prefixes = [prefix for row in RESOURCE_TYPES.values() for prefix in row.prefixes]
    assert sorted(set(prefixes)) == sorted(prefixes)


def test_a_kind_without_a_row_is_not_known():
    assert replaces("aws_vpc", "cidr_block") is True
    assert replaces("aws_vpc", "enable_dns_support") is False
    assert replaces("aws_ufo", "name") is None


def test_a_row_that_says_too_much_or_too_little_is_reported():
    found = {"aws_a": frozenset({"x", "y"}), "aws_b": frozenset(), "aws_c": frozenset({"z"})}
    table = {"aws_a": frozenset({"x"}), "aws_b": frozenset({"w"}), "aws_c": frozenset({"z"})}
    assert [line.strip() for line in differences(found, table)] == [
        "aws_a: [y] not in the table",
        "aws_b: [w] changed in place",
    ]


def test_terraform_replaces_what_a_sample_of_the_table_says():
    found = asked_of_terraform(SAMPLE)
    assert list(differences(found)) == []
    assert found["aws_db_proxy"] == {"engine_family", "vpc_subnet_ids"}
