"""The table of replacing arguments says what the real Terraform does with the real provider."""

from __future__ import annotations

import os

from generator.aws.replacement import REPLACING, replaces
from scripts.check_replacement import differences, kinds_in_use, replacing
from tests.support.terraform import require_terraform

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


def told_by_terraform(kinds):
    return replacing(kinds, {**os.environ, "PAYINFRA_TF_MIRROR": str(require_terraform())})


def test_every_kind_in_use_has_a_row_and_no_other():
    assert set(REPLACING) == set(kinds_in_use())


def test_a_kind_without_a_row_is_not_known():
    assert replaces("aws_vpc", "cidr_block") is True
    assert replaces("aws_vpc", "enable_dns_support") is False
    assert replaces("aws_ufo", "name") is None


def test_a_row_that_says_too_much_or_too_little_is_told():
    found = {"aws_a": frozenset({"x", "y"}), "aws_b": frozenset(), "aws_c": frozenset({"z"})}
    table = {"aws_a": frozenset({"x"}), "aws_b": frozenset({"w"}), "aws_c": frozenset({"z"})}
    assert [line.strip() for line in differences(found, table)] == [
        "aws_a: [y] not in the table",
        "aws_b: [w] changed in place",
    ]


def test_terraform_replaces_what_a_sample_of_the_table_says():
    found = told_by_terraform(SAMPLE)
    assert list(differences(found)) == []
    assert found["aws_db_proxy"] == {"engine_family", "vpc_subnet_ids"}
