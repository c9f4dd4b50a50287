"""The table of names that an editor follows, beside the schema and the rules that check the same names."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.analysis.schema_at import located
from generator.diagnostics.spec_path import SpecPath
from generator.rules.references import REFERENCES as RULES
from generator.spec.name_references import EXPRESSIONS, KINDS, REFERENCES, name_uses, sections
from generator.spec.node import from_plain
from generator.spec.resolve import resolve_file
from generator.validation.spec_selection import environment_files

ROOT = Path(__file__).resolve().parents[3]
SPECS = [*environment_files([], ROOT / "specs"), ROOT / "tests/support/wide_spec.yaml"]
# Not names of entries, and the function that a target of the same name has where it names none.
ELSEWHERE = {"AUD009", "NET004", "LBR002"}


@pytest.mark.parametrize("pattern", [*REFERENCES, *EXPRESSIONS])
def test_every_place_is_one_of_the_schema(pattern: str) -> None:
    assert located(_first(pattern))[0], f"the schema has no {pattern}: take it out of REFERENCES, or mend its path"


@pytest.mark.parametrize("section", sorted(sections()))
def test_every_list_is_one_of_named_entries(section: str) -> None:
    assert "name" in located(SpecPath((*_first(section), 0)))[0].get("properties", {})


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_every_name_that_a_rule_checks_can_be_followed(spec: Path) -> None:
    resolved = resolve_file(spec)
    known = {(use.path, use.name) for use in name_uses(resolved.node)}
    checked = [
        (use.pointer, use.name)
        for rule in RULES
        if rule.CODE not in ELSEWHERE
        for use in rule.uses(resolved.environment)
    ]
    assert [str(pointer) for pointer, name in checked if (pointer, name) not in known] == []


def test_what_another_layer_chooses_decides_which_list_is_meant() -> None:
    part = from_plain({"monitoring": {"alarms": [{"name": "slow", "include": ["refunds/by-day"]}]}})
    whole = from_plain({"monitoring": {"alarms": [{"name": "slow", "forEach": "indexes"}]}})
    assert [(str(use.section), use.name) for use in name_uses(part, whole)] == [("tables", "refunds")]
    assert list(name_uses(part)) == []


def test_the_names_in_an_expression_are_found_where_they_are() -> None:
    rule = "ALARM(a-b) AND NOT OK(c)"
    node = from_plain({"monitoring": {"compositeAlarms": [{"name": "both", "rule": rule}]}})
    assert [(use.name, rule[use.offset :][: len(use.name)]) for use in name_uses(node)] == [("a-b", "a-b"), ("c", "c")]


def test_every_kind_leads_to_a_list_that_exists() -> None:
    assert set(KINDS.values()) <= sections()


def _first(pattern: str) -> SpecPath:
    return SpecPath(0 if step == "[]" else step for step in pattern.replace("[]", ".[]").split("."))
