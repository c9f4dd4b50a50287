"""What places of a spec shape and what contributes to addresses is one relation, and it is that of whole plans."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from generator.analysis.changes import Change
from generator.analysis.impact import ImpactAnalyzer
from generator.builders.stack import plan_stack
from generator.diagnostics.spec_path import SpecPath
from generator.spec.resolve import Resolved, resolve_file, resolve_plain
from tests.support.changed_plans import changed_addresses, changed_contents
from tests.support.spec_strategies import generated_specs

pytestmark = pytest.mark.slow
SPECS = Path(__file__).parents[3] / "specs"
NAMES = ("dev", "prod", "0", "1")
ROOT = SpecPath()
# So many of a spec's places and addresses are looked at: each time others, by the number of the spec.
PLACES, ADDRESSES = 12, 3


@cache
def resolved(name: str) -> Resolved:
    return resolve_plain(generated_specs()[int(name)]) if name.isdigit() else resolve_file(SPECS / f"{name}.yaml")


@cache
def analyzer(name: str) -> ImpactAnalyzer:
    return ImpactAnalyzer(resolved(name))


def sampled(name: str, everything, count: int) -> list:
    everything = list(everything)
    step = max(1, len(everything) // count)
    return everything[NAMES.index(name) % step :: step]


def changes(name: str, at: SpecPath) -> Iterator[Change]:
    found = analyzer(name).changes
    if at in found.entries:
        yield from found.of_entry(at)
    else:
        yield from islice(found.to_other_values(at), 2)
        yield from islice(found.to_names(at), 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_change_is_that_of_the_whole_plan_though_few_steps_are_planned_again(name):
    found, before = analyzer(name), plan_stack(resolved(name).environment).contents
    places = [*sampled(name, found.changes.entries, PLACES // 2), *sampled(name, found.changes.leaves, PLACES)]
    planned = 0
    for at in places:
        for one in changes(name, at):
            quick = found.effect(one)
            whole = changed_contents(resolved(name), one.values)
            assert (quick is None) == (whole is None), f"{one} can be planned in one way only"
            if quick is not None and whole is not None:
                planned += 1
                assert quick.addresses == changed_addresses(before, whole), one
                assert quick.absent == before.keys() - whole.keys(), one
    assert planned > len(places) // 2


@pytest.mark.parametrize("name", NAMES)
def test_a_place_shapes_an_address_exactly_if_it_or_a_part_of_it_contributes_to_that(name):
    found = analyzer(name)
    places = [*sampled(name, found.changes.entries, PLACES), *sampled(name, found.changes.leaves, PLACES)]
    sections = {at.parent for at in places if len(at) > 2}
    impact = {at: found.impact(at) for at in {*places, *sections}}
    for address in sampled(name, sorted(found.addresses), ADDRESSES):
        contributors = [at for at, _ in found.contributors(address, found.candidates(address))]
        shaping = {at for at in impact if address in impact[at]}
        assert shaping == {at for at in impact if any(one[: len(at)] == at for one in contributors)}, address


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_shaped_that_the_stack_does_not_have(name):
    found = analyzer(name)
    assert found.impact(SpecPath()) <= plan_stack(resolved(name).environment).contents.keys()


def test_every_place_that_shapes_an_address_is_among_those_that_are_tried_for_it():
    found = analyzer("prod")
    shaped = {at: frozenset().union(*(effect.addresses for effect in found.effects(at))) for at in found.places(ROOT)}
    for address in found.addresses:
        assert {at for at in shaped if address in shaped[at]} <= set(found.candidates(address)), address
