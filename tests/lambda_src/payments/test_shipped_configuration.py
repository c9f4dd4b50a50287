"""What an environment gets that says nothing must make sense to the code that reads it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from payments.currencies import MINOR_UNITS
from payments.fraud_rules import EXAMPLE, FraudRules
from payments.limits import Limits
from payments.schema import FIELD_ERRORS, PAYMENT_REQUEST
from tests.support.lambda_events import payment
from tests.support.payment_cloud import ROOT, schema_default

PARAMETERS = {parameter["name"]: parameter["value"] for parameter in schema_default("parameters")}


def test_the_default_limits_are_limits() -> None:
    limits = Limits.of(json.loads(PARAMETERS["payment/limits"]))
    assert set(limits.by_currency) <= set(MINOR_UNITS)
    assert "USD" in limits.by_currency


def test_the_default_rules_are_the_complete_example() -> None:
    assert FraudRules.of(json.loads(PARAMETERS["fraud/rules"])) == FraudRules.of(EXAMPLE)


def test_every_field_of_a_payment_has_its_sentence() -> None:
    assert FIELD_ERRORS.keys() == PAYMENT_REQUEST["properties"].keys()


def _models() -> list[dict[str, Any]]:
    api = json.loads((ROOT / "schemas" / "api.schema.json").read_text())
    return [model["schema"] for model in api["properties"]["models"]["default"]]


@pytest.mark.parametrize("model", _models())
def test_api_gateway_asks_for_no_field_that_the_functions_do_without(model: dict[str, Any]) -> None:
    assert set(model["required"]) <= set(PAYMENT_REQUEST["required"])
    for name, field in model["properties"].items():
        assert field["type"] == PAYMENT_REQUEST["properties"][name]["type"]


def test_the_payment_of_the_tests_is_a_good_one() -> None:
    for name, value in payment().items():
        pattern = PAYMENT_REQUEST["properties"][name].get("pattern")
        assert pattern is None or re.search(pattern, value)
