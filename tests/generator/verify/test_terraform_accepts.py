"""The real Terraform, with the real provider, accepts the stack of every shape of spec, and tells what is broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.generator.builders import foundations, front_doors, shapes
from tests.support.monitoring_specs import SPECS as MONITORING
from tests.support.spec_strategies import GENERATED, generated_specs
from tests.support.stacks import account_stack, shipped_stack, stack_of
from tests.support.wide_account import WIDE_ACCOUNT

pytestmark = pytest.mark.slow


def together(*specs: Mapping[str, Any]) -> dict[str, Any]:
    """Specs that share no section, as one."""
    keys = [key for spec in specs for key in spec]
    assert len(set(keys)) == len(keys)
    return {key: value for spec in specs for key, value in spec.items()}


SHIPPED = ("dev", "prod", "staging")
ACCOUNTS: Mapping[str, Mapping[str, Any] | None] = {"the shipped account": None, "a wide account": WIDE_ACCOUNT}
FORTY = "a dashboard and forty alarms of one's own"
SPECS: Mapping[str, Mapping[str, Any]] = {
    f"foundations, database and functions with all that they offer, and {FORTY}": together(
        foundations.SPEC, shapes.RICH, MONITORING[FORTY]
    ),
    **front_doors.SPECS,
}
GENERATED_NAMES = [f"a generated spec, number {number}" for number in range(GENERATED)]


def generated() -> list[dict[str, Any]]:
    """The generated specs as the provider takes them that is here: a direct link needs a newer one, and says so."""
    specs = generated_specs()
    for spec in specs:
        spec.get("api", {}).pop("vpcLink", None)
    return specs


@pytest.fixture(scope="module")
def told(terraform):
    """What Terraform has against each stack, by its name."""
    stacks = {name: shipped_stack(name) for name in SHIPPED}
    stacks |= {name: account_stack(spec) for name, spec in ACCOUNTS.items()}
    stacks |= {name: stack_of(spec) for name, spec in SPECS.items()}
    stacks |= {name: stack_of(spec) for name, spec in zip(GENERATED_NAMES, generated(), strict=True)}
    return terraform.validate(stacks)


@pytest.mark.parametrize("name", [*SHIPPED, *SPECS])
def test_terraform_accepts(told, name):
    assert told[name] == []


@pytest.mark.parametrize("name", ACCOUNTS)
def test_terraform_accepts_an_account_and_says_alone_that_provider_6_resets_the_log_role_itself(told, name):
    assert [text for text in told[name] if "reset_on_delete" not in text and "deprecated" not in text.lower()] == []


@pytest.mark.parametrize("name", GENERATED_NAMES)
def test_terraform_accepts_whatever_the_schema_and_the_rules_accept(told, name):
    assert told[name] == [], generated()[GENERATED_NAMES.index(name)]


def small(**more: Any) -> dict[str, Any]:
    """A stack of one topic with a backend of its own."""
    return {
        "terraform": {
            "required_providers": {"aws": {"source": "hashicorp/aws"}},
            "backend": {"local": {"path": "somewhere.tfstate"}},
        },
        "provider": {"aws": [{"region": "us-east-1"}]},
        "resource": {"aws_sns_topic": {"topic": {"name": "orders", **more}}},
    }


def test_what_is_wrong_is_told_of_the_stack_that_has_it_and_of_no_other(terraform):
    expected = {
        "sound": [],
        "an argument that does not exist": ['No argument or block type is named "nmae"'],
        "sound as well": [],
        "a reference to what another has": ['A managed resource "aws_sns_topic" "other" has not been declared'],
        "a value that only the provider knows": ["expected tracing_config to be one of"],
        "the other": [],
        "an argument that is deprecated": ["warning: Argument is deprecated"],
    }
    old = {"aws_s3_bucket": {"bucket": {"bucket": "orders", "acl": "private"}}}
    stacks = {
        "sound": small(),
        "an argument that does not exist": small(nmae="orders"),
        "sound as well": small(display_name="Orders"),
        "a reference to what another has": small(display_name="${aws_sns_topic.other.name}"),
        "a value that only the provider knows": small(tracing_config="sometimes"),
        "the other": {**small(), "resource": {"aws_sns_topic": {"other": {"name": "other"}}}},
        "an argument that is deprecated": {**small(), "resource": old},
    }
    told = terraform.validate(stacks)
    assert {name: len(texts) for name, texts in told.items()} == {name: len(texts) for name, texts in expected.items()}
    for name, texts in expected.items():
        assert all(text in said for text, said in zip(texts, told[name], strict=True)), told[name]


def test_a_stack_that_cannot_even_be_read_fails_it(terraform):
    told = terraform.validate({"sound": small(), "no block": {**small(), "resource": "nothing"}})
    assert told["no block"]
    assert not told["sound"]
