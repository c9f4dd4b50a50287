"""The table of resource types is complete, and says what the real Terraform does with the real provider."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
from functools import cache
from pathlib import Path

import pytest

from generator.aws.resource_types import FILE, MODULES, RESOURCE_TYPES, read, replaces
from scripts.check_replacement import differences, replacing
from tests.support.terraform import require_terraform

BUILDERS = Path(__file__).parents[3] / "generator" / "builders"
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


@cache
def bindings():
    """The modules of the provider's bindings by the name of their class in lower case."""
    (folder,) = importlib.util.find_spec("cdktf_cdktf_provider_aws").submodule_search_locations
    return {path.name.replace("_", ""): path.name for path in Path(folder).iterdir() if path.is_dir()}


def modules_in_use():
    """Each module whose class a builder mentions, with the first place that does."""
    found = {}
    for file in sorted(BUILDERS.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "aws":
                plain = node.attr.removeprefix("Aws").lower()
                # The bindings add an A where the class of a resource would be named like that of a block.
                module = bindings().get(plain) or bindings().get(plain.removesuffix("a"))
                if module:
                    found.setdefault(module, f"{file.relative_to(BUILDERS.parent)}:{node.lineno}")
    return found


def test_every_resource_type_that_a_builder_uses_has_a_row_and_no_other_has():
    used = modules_in_use()
    without_row = [f"aws_{module}, used in {place}" for module, place in used.items() if module not in MODULES]
    assert not without_row, (
        f"{'; '.join(without_row)}: add a row to {FILE.name} with purpose, holds (data, data under keys of AWS, "
        "nothing), keys and domain of a store, name if it has one, destroyable_if if it can refuse to go, and what "
        "this prints: python -m scripts.check_replacement TYPE"
    )
    assert sorted(set(MODULES) - set(used)) == [], f"no builder uses these: remove their rows from {FILE.name}"


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
