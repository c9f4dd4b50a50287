"""The plan of the listener's rules: numbers that AWS takes, that stay, and that put the special before the general."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.diagnostics.spec_path import SpecPath
from generator.planning.listener_rules import (
    SLOTS,
    PlannedRule,
    plan_rules,
    preferred_slot,
    rule_specificity,
)
from generator.spec.model.api import Route
from generator.spec.model.load_balancer import HeaderCondition, ListenerRule
from generator.spec.resolve import resolve_plain

# The largest priority that AWS takes.
HIGHEST_PRIORITY = 50_000

words = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
segments = st.one_of(words, words.map(lambda word: f"{{{word}}}"))
paths = st.lists(segments, min_size=1, max_size=6).map(lambda parts: "/" + "/".join(parts))
methods = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
routes = st.fixed_dictionaries({"method": methods, "path": paths})
patterns = st.sampled_from(["/*", "/a", "/a/*", "/a/b", "/a/b/*", "/*/b", "/a/*/c", "/a*/b?", "/a/b/c/d/e/f/g/h"])
own_rules = st.fixed_dictionaries(
    {
        "paths": st.lists(patterns, max_size=2, unique=True),
        "methods": st.lists(methods, max_size=1),
        "priority": st.one_of(st.none(), st.integers(3, HIGHEST_PRIORITY)),
    }
)
quick = settings(deadline=None, max_examples=60)


DEFAULT = resolve_plain({"environmentSuffix": "x"}).environment


def plan(routes: Sequence[dict[str, Any]], rules: Sequence[ListenerRule] = (), **balancer: Any) -> list[PlannedRule]:
    """The plan of these routes and rules alone."""
    return plan_spec([named(f"r{place}", route) for place, route in enumerate(routes)], rules, **balancer)


def plan_spec(routes: Sequence[Route], rules: Sequence[ListenerRule] = (), **balancer: Any) -> list[PlannedRule]:
    return list(plan_rules(replace(DEFAULT.load_balancer, rules=tuple(rules), **balancer), routes))


def named(name: str, route: dict[str, Any]) -> Route:
    at = SpecPath(("api", "routes", name))
    return Route(pointer=at, name=name, target="fraud-detection", query=(), headers=(), body=None, **route)


def own(rules: Sequence[dict[str, Any]]) -> list[ListenerRule]:
    """Rules of the spec's own."""
    return [_own(f"own{place}x", **rule) for place, rule in enumerate(rules)]


def _own(
    name: str,
    paths: Sequence[str] = (),
    methods: Sequence[str] = (),
    headers: Sequence[tuple[str, str]] = (),
    priority: int | None = None,
) -> ListenerRule:
    at = SpecPath(("loadBalancer", "rules", name))
    conditions = tuple(HeaderCondition(pointer=at, name=header, values=(value,)) for header, value in headers)
    return ListenerRule(
        pointer=at,
        name=name,
        target="fraud-detection",
        paths=tuple(paths),
        methods=tuple(methods),
        headers=conditions,
        priority=priority,
    )


@given(st.lists(routes, max_size=12), st.lists(own_rules.map(lambda rule: {**rule, "priority": None}), max_size=8))
@quick
def test_numbers_are_unique_and_within_what_aws_takes(drawn, rules):
    numbers = [rule.priority for rule in plan(drawn, own(rules))]
    assert len(set(numbers)) == len(numbers)
    assert all(1 <= number <= HIGHEST_PRIORITY for number in numbers)
    assert numbers == sorted(numbers)


@given(st.lists(routes, min_size=1, max_size=12), st.lists(own_rules, min_size=1, max_size=4))
@quick
def test_a_number_that_the_spec_gives_is_kept_and_the_others_make_way(drawn, rules):
    planned = plan(drawn, own(rules))
    given_numbers = {f"rule-own{place}x": rule["priority"] for place, rule in enumerate(rules) if rule["priority"]}
    found = {rule.name: rule.priority for rule in planned if rule.name in given_numbers}
    assert found == given_numbers
    chosen = [rule.priority for rule in planned if "route-" in rule.name]
    held = {number - step for number in given_numbers.values() for step in range(3)}
    assert held.isdisjoint(chosen)


@given(st.lists(routes, min_size=1, max_size=10), routes, words)
@quick
def test_one_more_route_moves_no_other_that_does_not_want_its_number(drawn, added, word):
    before = plan(drawn)
    entries = [named(f"r{place}", route) for place, route in enumerate(drawn)]
    after = plan_spec([named(f"added-{word}", added), *entries])
    slots = [preferred_slot(rule) for rule in after if rule.colour is None]
    assume(len(set(slots)) == len(slots))
    numbers = {rule.name: rule.priority for rule in after}
    assert {rule.name: numbers[rule.name] for rule in before} == {rule.name: rule.priority for rule in before}


@given(st.lists(routes, min_size=2, max_size=8), st.randoms())
@quick
def test_the_order_of_the_spec_makes_no_difference(drawn, random):
    entries = [named(f"r{place}", route) for place, route in enumerate(drawn)]
    shuffled = random.sample(entries, len(entries))
    assert [(rule.name, rule.priority) for rule in plan_spec(entries)] == [
        (rule.name, rule.priority) for rule in plan_spec(shuffled)
    ]


@given(st.lists(routes, min_size=1, max_size=8), st.lists(own_rules, max_size=3))
@quick
def test_the_rules_that_force_a_colour_stand_right_before_the_weighted_one(drawn, rules):
    planned = plan(drawn, own([{**rule, "priority": None} for rule in rules]))
    for blue, green, weighted in zip(planned[::3], planned[1::3], planned[2::3], strict=True):
        assert (blue.colour, green.colour, weighted.colour) == ("blue", "green", None)
        assert {blue.name, green.name} == {f"blue-{weighted.name}", f"green-{weighted.name}"}
        assert blue.headers == (*weighted.headers, ("X-Target-Colour", ("blue",)))
        assert blue.paths == weighted.paths
        assert weighted.priority - blue.priority == 2


def concrete(route: dict[str, str]) -> str:
    """A request that a route is for; its parameters are no word of any route."""
    return re.sub(r"\{\w+\}", "UPPER", route["path"])


@given(
    st.lists(
        routes, min_size=1, max_size=12, unique_by=lambda route: (route["method"], re.sub(r"\w+\}", "}", route["path"]))
    )
)
@quick
def test_every_request_finds_the_rule_of_the_route_that_api_gateway_has_chosen(drawn):
    planned = [rule for rule in plan(drawn) if rule.colour is None]
    for place, route in enumerate(drawn):
        path = concrete(route)
        first = next(
            rule for rule in planned if route["method"] in rule.methods and fnmatch.fnmatchcase(path, rule.paths[0])
        )
        assert first.name == f"route-r{place}"


@pytest.mark.parametrize(
    ("sentence", "special", "general"),
    [
        (
            "a header before none",
            {"headers": [("X-A", "b")]},
            {"paths": ["/a/b"], "methods": ["GET"]},
        ),
        ("a deep path before a short one", {"paths": ["/a/b/*"]}, {"paths": ["/a/*"], "methods": ["GET"]}),
        ("a fixed segment before a wild one", {"paths": ["/a/*"]}, {"paths": ["/*/b"]}),
        ("a path with a method before one without", {"paths": ["/a"], "methods": ["GET"]}, {"paths": ["/a"]}),
        ("any path before none", {"paths": ["/*"]}, {"methods": ["GET"]}),
        ("of several paths the most general counts", {"paths": ["/a/b"]}, {"paths": ["/a/b/c", "/*"]}),
    ],
)
def test_the_special_comes_before_the_general(sentence, special, general):
    names = [rule.name for rule in plan([], own([general, special])) if rule.colour is None]
    assert names == ["rule-own1x", "rule-own0x"], sentence


def test_without_a_colour_header_or_without_green_there_is_the_weighted_rule_alone():
    route = {"method": "GET", "path": "/a"}
    assert [rule.name for rule in plan([route], colour_header=None)] == ["route-r0"]
    without_green = tuple(replace(target, green=None) for target in DEFAULT.load_balancer.targets)
    assert [rule.name for rule in plan([route], targets=without_green)] == ["route-r0"]


def test_a_hundred_rules_of_one_shape_have_a_number_each():
    planned = plan([{"method": "GET", "path": f"/a{place}/b"} for place in range(100)], colour_header=None)
    assert len({rule.priority for rule in planned}) == 100


def test_the_shapes_fill_the_numbers_without_a_gap_or_an_overlap():
    ranges = list(SLOTS.values())
    assert [one.stop for one in ranges[:-1]] == [other.start for other in ranges[1:]]
    assert ranges[0].start == 0
    assert ranges[-1].stop * 3 <= HIGHEST_PRIORITY


def test_the_numbers_are_what_they_were():
    """A change of these numbers moves the rules of every stack that stands."""
    planned = plan_rules(DEFAULT.load_balancer, DEFAULT.api.routes)
    assert {rule.name: rule.priority for rule in planned if rule.colour is None} == {
        "route-list-merchant-payments": 24075,
        "route-get-payment": 38778,
        "route-create-payment": 46167,
        "route-screen-payment": 46254,
        "route-validate-payment": 46665,
    }
    assert len({rule_specificity(rule) for rule in planned if rule.colour is None}) == 3
