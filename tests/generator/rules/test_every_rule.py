"""What holds for every rule: it has an answer to any spec, and says only what it is there for."""

from __future__ import annotations

import inspect

from hypothesis import HealthCheck, assume, given, settings

from generator.diagnostics.findings import SpecError
from generator.rules import RULES, findings, levels_of
from generator.spec.resolve import resolve_plain
from tests.support.spec_strategies import drawn_specs

BY_CODE = {rule.CODE: rule for rule in RULES}


def test_no_two_rules_share_a_code():
    codes = [rule.CODE for rule in RULES]
    assert sorted(set(codes)) == sorted(codes)


def test_each_rule_has_a_level_and_only_one_of_both_levels_sets_it_on_its_findings():
    assert {rule.LEVEL for rule in RULES} == {"error", "warning"}
    assert [rule.CODE for rule in RULES if rule.LEVEL not in levels_of(rule)] == []
    sets = {rule.CODE for rule in RULES if "level=" in inspect.getsource(getattr(rule, "uses", rule))}
    assert sets == {rule.CODE for rule in RULES if len(levels_of(rule)) == 2}, "give LEVEL alone, or LEVELS"


def test_each_rule_says_what_it_finds_and_where_it_has_that_from():
    assert [rule.CODE for rule in RULES if not (rule.SUMMARY and rule.SOURCE)] == []


@given(drawn_specs())
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
def test_every_rule_has_an_answer_to_any_spec_that_the_schema_accepts(spec):
    try:
        environment = resolve_plain(spec).environment
    except SpecError:
        assume(False)
    for rule in RULES:
        assert all(finding.code == rule.CODE and finding.message for finding in rule.check(environment))
    assert all(finding.level in levels_of(BY_CODE[finding.code]) for finding in findings(environment))
