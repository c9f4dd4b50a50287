"""The reference of the spec is what the schemas say, and its examples are specs."""

from __future__ import annotations

import re

import pytest

from generator.diagnostics.findings import has_errors
from generator.spec import schema
from generator.spec.load import load_text
from generator.spec.node import to_plain
from generator.spec.resolve import resolve_plain
from generator.validation.validate import check_environment
from scripts.spec_reference import PAGE, examples, page
from tests.support.stacks import stack_of

SECTIONS = examples()
# What a section is of no use without.
BESIDE = {"migration": {"network": {"onPremises": {"cidrs": ["192.168.0.0/16"]}}}}


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make reference`"


def test_every_section_of_the_schema_is_on_the_page_with_its_keys():
    text = page()
    assert set(SECTIONS) == {key for key in schema.section(schema.ROOT)["properties"] if f"\n## {key}\n" in text}
    assert set(SECTIONS) >= {"network", "tables", "functions", "monitoring", "audit", "loadBalancer"}
    for path in ("`readers.autoscaling.target`", "`[].globalSecondaryIndexes[].projection`", "`trail.insights`"):
        assert path in text


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_the_example_of_a_section_is_on_the_page_and_is_a_valid_spec(section):
    block = re.search(rf"\n## {section}\n.*?```yaml\n(.*?)```", page(), flags=re.DOTALL)
    assert block is not None
    spec = to_plain(load_text(block[1], "example.yaml"))
    assert spec == {section: SECTIONS[section]}
    findings = check_environment(resolve_plain({"environmentSuffix": "test", **BESIDE.get(section, {}), **spec}))
    assert not has_errors(findings), [str(finding) for finding in findings]


def test_all_examples_together_are_a_stack():
    stack = stack_of(SECTIONS)
    assert "table-refunds" in stack["resource"]["aws_dynamodb_table"]
    assert stack["terraform"]["backend"]["s3"]["bucket"] == SECTIONS["state"]["bucket"]
    assert stack["resource"]["aws_lambda_function"]["lambda-fraud-detection"]["memory_size"] == 1024


def test_every_rule_that_is_linked_exists():
    from generator.rules import RULES

    linked = set(re.findall(r"\[([A-Z]{3}\d{3})\]\(findings.md#", page()))
    assert linked <= {rule.CODE for rule in RULES}
    assert len(linked) > len(RULES) * 0.9
