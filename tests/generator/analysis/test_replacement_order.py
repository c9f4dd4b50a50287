"""The order in which resources are replaced and destroyed is stated in the table, never inherited by accident."""

from __future__ import annotations

import pytest

from generator.analysis.replacement_order import created_first, references, stated
from generator.aws.resource_types import RESOURCE_TYPES
from generator.builders.stack import plan_stack
from generator.spec.resolve import resolve_plain
from generator.validation.load import load_environment
from scripts.refresh_addresses import environments
from tests.support.spec_strategies import generated_specs

SHIPPED = {spec.stem: spec for spec in environments()}


def record(env):
    return plan_stack(env).contents


def records():
    yield from ((name, record(load_environment(spec))) for name, spec in SHIPPED.items())
    yield from ((spec["environmentSuffix"], record(resolve_plain(spec).environment)) for spec in generated_specs())


def test_no_resource_has_its_order_from_what_happens_to_depend_on_it():
    inherited = {
        (name, address)
        for name, stack in records()
        for address in created_first(stack) - stated(stack)
        if address.startswith("aws_")
    }
    assert sorted(inherited) == [], "state it: create_before_destroy in the row of generator/aws/resource_types.json"


def test_every_resource_has_the_order_of_its_row_unless_its_builder_says_otherwise():
    for name, stack in records():
        rows = {
            address
            for address, arguments in stack.items()
            if (row := RESOURCE_TYPES.get(address.partition(".")[0]))
            and row.create_before_destroy
            and arguments.get("lifecycle", {}).get("create_before_destroy") is not False
        }
        assert rows == stated(stack), name


@pytest.mark.parametrize("name", SHIPPED)
def test_what_must_go_last_is_waited_for(name):
    stack = record(load_environment(SHIPPED[name]))
    refers_to = references(stack)
    for kind, row in RESOURCE_TYPES.items():
        for user in row.destroyed_after:
            users = [address for address in stack if address.startswith(f"{user}.")]
            waiting = {found for address in users for found in reached(address, refers_to)}
            assert not users or any(found.startswith(f"{kind}.") for found in waiting), (kind, user)


def reached(address, refers_to):
    found, pending = set(), [address]
    while pending:
        new = refers_to[pending.pop()] - found
        found |= new
        pending.extend(new)
    return found


def test_a_function_keeps_the_right_to_its_interfaces_until_its_network_is_gone():
    stack = record(load_environment(SHIPPED["prod"]))
    refers_to = references(stack)
    policies = {address for address in stack if address.endswith("-interfaces")}
    networks = [address for address in stack if address.startswith("aws_subnet.subnet-private-")]
    assert len(policies) == len([address for address in stack if address.startswith("aws_lambda_function.")])
    for address in (*networks, "aws_security_group.security-group-functions"):
        assert policies <= refers_to[address], address
    for policy in policies:
        assert refers_to[policy] == {f"aws_iam_role.{policy.partition('.')[2].removesuffix('-interfaces')}"} | {
            found for found in refers_to[policy] if found.startswith("data.")
        }


def test_the_balancer_is_no_target_any_more_when_its_listener_goes():
    stack = record(load_environment(SHIPPED["dev"]))
    assert "aws_lb_listener.listener" in references(stack)["aws_lb_target_group.tg-alb"]


def test_an_order_that_is_handed_down_is_seen():
    stack = {
        "aws_a.x": {"name": "${local.y}", "lifecycle": {"create_before_destroy": True}},
        "local.y": {"value": "${aws_b.z.arn}"},
        "aws_b.z": {"depends_on": ["aws_c.w"]},
        "aws_c.w": {"name": "w"},
        "aws_d.v": {"name": "${aws_a.x.name}"},
    }
    assert created_first(stack) == {"aws_a.x", "local.y", "aws_b.z", "aws_c.w"}
    assert stated(stack) == {"aws_a.x"}
