"""The table of grants agrees with the schema and with itself."""

from __future__ import annotations

import pytest

from generator.aws.grants import DENIED_IN_CODE, INTERFACES, KINDS, TRACING
from generator.aws.key_domains import DOMAINS
from generator.spec import schema

VERBS = [
    pytest.param(kind, name, verb, id=f"{kind} {name}")
    for kind, row in KINDS.items()
    for name, verb in row.verbs.items()
]


def test_the_schema_offers_the_kinds_and_verbs_of_the_table():
    grants = schema.section("functions.schema.json")["items"]["properties"]["grants"]["properties"]
    offered = {
        kind: set(described["items"]["properties"]["access"]["items"]["enum"]) for kind, described in grants.items()
    }
    assert offered == {kind: set(row.verbs) for kind, row in KINDS.items()}


@pytest.mark.parametrize(("kind", "name", "verb"), VERBS)
def test_a_verb_has_all_that_the_verbs_in_it_have(kind, name, verb):
    for included in verb.includes:
        narrow = KINDS[kind].verbs[included]
        assert set(narrow.actions) <= set(verb.actions)
        assert set(narrow.inner_actions) <= set(verb.inner_actions)
        assert set(narrow.key_actions) <= set(verb.key_actions)


@pytest.mark.parametrize(("kind", "name", "verb"), VERBS)
def test_a_verb_is_told_to_include_every_verb_that_it_does(kind, name, verb):
    for other, narrow in KINDS[kind].verbs.items():
        within = set(narrow.actions) <= set(verb.actions) and set(narrow.inner_actions) <= set(verb.inner_actions)
        assert within == (other == name or other in verb.includes), f"{name} and {other}"


@pytest.mark.parametrize(("kind", "name", "verb"), VERBS)
def test_no_action_has_a_wildcard_and_each_belongs_to_one_service(kind, name, verb):
    actions = (*verb.actions, *verb.inner_actions)
    assert actions
    assert not any("*" in action for action in (*actions, *verb.key_actions))
    assert len({action.partition(":")[0] for action in actions}) == 1


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_key_of_a_kind_may_be_used_through_its_service(kind):
    row = KINDS[kind]
    assert (row.key is None) == (row.via is None)
    if row.key is not None:
        assert row.via in DOMAINS[row.key].via


def test_every_network_right_is_denied_to_the_code():
    network = [action for row in (*INTERFACES, *TRACING) for action in row.actions if action.startswith("ec2:")]
    assert set(network) <= set(DENIED_IN_CODE)
    assert all(row.reason for row in (*INTERFACES, *TRACING))
