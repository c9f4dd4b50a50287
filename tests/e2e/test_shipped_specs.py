"""Every shipped spec is applied without drift and destroyed, nothing is left, and no password is in its state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]  # boto3 has no types
import pytest

from generator.verify.emulators.override import SKIPPED_RESOURCES
from generator.verify.plan import values_by_address
from tests.e2e.conftest import COPY, SHIPPED, WIDE
from tests.e2e.wiring import faults

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("lifecycles")]

# What Terraform keeps under such a name is a secret itself; names that only lead to one are not among them.
SECRET_ARGUMENTS = ("master_password", "password", "secret_string", "secret_binary", "private_key", "auth_token")


@pytest.fixture(params=[*SHIPPED, COPY])
def applied_stack(request, lifecycles):
    """The lifecycle of one environment, when it is over."""
    return lifecycles.environments[request.param].result()


@pytest.fixture(params=[*SHIPPED, COPY, WIDE])
def any_stack(request, lifecycles):
    """The same, and that of a spec with nearly every option on."""
    return lifecycles.environments[request.param].result()


def test_every_declared_resource_is_created(any_stack, record_property):
    result = any_stack.result
    resources = [address for address in result.left_out if not address.startswith("data.")]
    assert [
        kind for kind in (address.partition(".")[0] for address in resources) if kind not in SKIPPED_RESOURCES
    ] == []
    assert result.applied == result.declared - len(resources)
    assert result.applied > 300
    record_property(
        "counted",
        f"{result.name}: {result.applied} of {result.declared} resources applied, {len(result.drift)} drifted, "
        f"{result.destroyed} destroyed, {len(result.leftovers)} left behind",
    )


def test_a_second_plan_is_empty(any_stack):
    assert [str(change) for change in any_stack.result.drift] == []


def test_right_after_an_apply_nothing_has_drifted_but_what_aws_does_itself(any_stack):
    assert [str(drift) for drift in any_stack.drift if not drift.by] == []
    assert {drift.by for drift in any_stack.drift} <= {"its validation", "autoscaling of readers"}


def test_everything_is_destroyed_and_nothing_is_left(any_stack):
    assert any_stack.result.destroyed == any_stack.result.applied
    assert any_stack.result.leftovers == []


def test_the_accounts_own_stack_is_applied_first_and_destroyed_last(account_stack, record_property):
    assert account_stack.faults == []
    assert {address.partition(".")[0] for address in account_stack.left_out} <= set(SKIPPED_RESOURCES)
    assert account_stack.applied == account_stack.declared - len(account_stack.left_out) > 50
    assert account_stack.destroyed == account_stack.applied
    assert account_stack.leftovers == []
    record_property("counted", f"{account_stack.name}: {account_stack.applied} resources applied, none left behind")


def test_no_step_had_a_fault(any_stack):
    assert any_stack.result.faults == []


def test_what_was_deployed_fits_together(applied_stack):
    suffix = applied_stack.result.name.removeprefix("tap-stack-")
    targets = applied_stack.environment.load_balancer.targets
    weights = {target.name: {"blue": target.weights.blue, "green": target.weights.green} for target in targets}
    behind = {target.name: target.functions() for target in targets}
    assert faults(values_by_address(applied_stack.state), suffix, weights, behind) == []


def test_no_password_is_in_the_state(any_stack):
    assert sorted(_secrets_in(any_stack.state)) == []


def test_no_value_of_a_secret_is_in_the_state(any_stack, values_of_secrets):
    text = json.dumps(any_stack.state)
    assert [value for value in values_of_secrets if value in text] == []


@pytest.fixture(scope="session")
def values_of_secrets(emulators):
    """Every value that the emulators' Secrets Managers have made up, whosoever they are."""
    return sorted({value for url in emulators.urls().values() for value in _values(url)})


def _values(url: str) -> Iterator[str]:
    client = boto3.client(
        "secretsmanager",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    for page in client.get_paginator("list_secrets").paginate():
        for secret in page["SecretList"]:
            value = client.get_secret_value(SecretId=secret["ARN"]).get("SecretString") or ""
            with_password = json.loads(value).get("password") if value.startswith("{") else value
            if with_password:
                yield with_password


def _secrets_in(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in SECRET_ARGUMENTS and inner not in (None, "", []):
                yield f"{path}.{key}"
            yield from _secrets_in(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _secrets_in(inner, f"{path}[{index}]")
