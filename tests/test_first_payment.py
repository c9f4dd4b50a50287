"""What the page "your first payment" sends is a payment, and the merchant that it writes is one that takes it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from adapters.dynamodb_items import from_item
from payments.schema import PAYMENT_REQUEST
from tests.support.stacks import resources, shipped_stack

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "first-payment.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("found", re.findall(r"(\{\"amount\".*?\})", PAGE, re.DOTALL))
def test_the_body_is_a_payment(found):
    jsonschema.validate(json.loads(found), PAYMENT_REQUEST)


def test_both_examples_are_there():
    assert PAGE.count('"amount"') == 2


def test_the_merchant_is_written_under_the_keys_of_its_table():
    table, item = re.findall(r"--table-name (\S+) .*?--item '(.*?)'", PAGE, re.DOTALL)[0]
    made = resources(shipped_stack("dev"), "aws_dynamodb_table")["table-merchants"]
    merchant = from_item(json.loads(item))
    assert made["name"] == table
    assert made["hash_key"] in merchant
    assert merchant["status"] == "active"


def test_every_output_that_the_pages_name_is_in_a_stack():
    runbook = PAGE + (Path(__file__).resolve().parents[1] / "docs/runbooks/first-deployment.md").read_text("utf-8")
    outputs = shipped_stack("prod")["output"].keys()
    for name in ("invoke_url", "api_id", "vpn_gateway_id", "certificate_records"):
        assert name in runbook
        assert name in outputs
