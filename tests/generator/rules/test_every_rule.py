"""What holds for every rule: it is registered and tested, has an answer to any spec, and reports under its own id."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from hypothesis import HealthCheck, assume, given, settings

from generator import rules
from generator.diagnostics.findings import SpecError
from generator.rules import RULES, findings, levels_of
from generator.spec.resolve import resolve_plain
from scripts.refresh_cases import cases
from tests.generator.situations.test_held_out import SITUATIONS
from tests.support.spec_strategies import drawn_specs

BY_CODE = {rule.CODE: rule for rule in RULES}
CONSTANTS = ("CODE", "LEVEL", "SUMMARY", "SOURCE", "check")
# The modules of the folder that are no rule: the list, its catalog, and a table whose rows are rules.
NO_RULE = {"__init__", "catalog", "references", "stage_findings"}
# Where rules are tested by tables of (sentence, spec, expected).
TABLES = (Path(__file__).parent, Path(__file__).parents[1] / "validation")


def test_every_rule_module_is_registered():
    modules = {path.stem for path in Path(rules.__file__).parent.glob("*.py")} - NO_RULE
    registered = {rule.__name__.rpartition(".")[2] for rule in RULES if isinstance(rule, ModuleType)}
    assert modules - registered == set(), "import these in generator/rules/__init__.py, and give each a CODE"


def test_every_rule_has_all_that_a_rule_is_made_of():
    lacks = {rule.CODE: [name for name in CONSTANTS if not hasattr(rule, name)] for rule in RULES}
    assert {code: names for code, names in lacks.items() if names} == {}, "see Rule in generator/rules/__init__.py"


def test_every_rule_is_made_to_fire_by_a_test():
    untested = set(BY_CODE) - set(_asserted())
    assert untested == set(), "add a row to a table in tests/generator/rules, or a broken spec to tests/cases"


def _asserted() -> Iterator[str]:
    """The ids that broken specs are expected to give, and those that are named in the tables of the tests."""
    for case in cases():
        yield from re.findall(r"\[(\w+)\]$", (case / "findings.txt").read_text(encoding="utf-8"), re.MULTILINE)
    for situation in SITUATIONS:
        yield from (expected.split()[1] for expected in situation["expected"])
    for file in (file for folder in TABLES for file in folder.glob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_no_two_rules_share_a_code():
    codes = [rule.CODE for rule in RULES]
    twice = {code for code in codes if codes.count(code) > 1}
    assert twice == set(), "take the next free number of the three letters: payinfra validate --list-rules"


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
