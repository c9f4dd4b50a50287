"""Faults of the schema hide no errors of the rules, and make none up."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.validation.validate import check_file

WEIGHTS = "loadBalancer: { targets: [{ name: fraud-detection, weights: { blue: 60, green: 60 } }] }\n"


def errors(text: str, folder: Path) -> list[tuple[str, int]]:
    spec = folder / "qa.yaml"
    spec.write_text(f"environmentSuffix: qa\n{text}")
    return [(one.code, one.location.line) for one in check_file(spec, "qa.yaml") if one.level == "error"]


@pytest.mark.parametrize(
    ("sentence", "fault", "codes"),
    [
        ("an unknown key", "network: { zzz: 1 }\n", ["SCH001"]),
        ("a misspelt key", "network: { natt: none }\n", ["SCH001"]),
        ("a wrong word", "network: { nat: no }\n", ["SCH004"]),
        ("a text for a section", "network: none\n", ["SCH003"]),
        ("a section without a value", "network:\n", ["SCH003"]),
        ("a key beside its owner", "network:\nzones: [a, b]\n", ["SCH001"]),
        ("an entry without its key", "tables: [{ name: refunds }]\n", ["SCH002"]),
        ("an entry twice", "tables: [{ name: transactions }, { name: transactions }]\n", ["SPC001"]),
        ("a suffix that is none", "api: { stageName: '?' }\n", ["SCH005"]),
    ],
)
def test_an_error_of_another_section_is_reported_beside(sentence, fault, codes, tmp_path):
    found = errors(fault + WEIGHTS, tmp_path)
    assert [code for code, _ in found] == [*codes, "LBR001"], sentence


@pytest.mark.parametrize(
    ("sentence", "text", "codes"),
    [
        (
            "a table whose name is refused is not missed by who is granted it",
            "tables: [{ name: Refunds, hashKey: id, attributes: [{ name: id }] }]\n"
            "functions: [{ name: fraud-detection, grants: { tables: [{ name: refunds }] } }]\n",
            ["SCH005"],
        ),
        (
            "a table whose key is misspelt is there",
            "tables: [{ name: refunds, hashKe: id, attributes: [{ name: id }] }]\n"
            "functions: [{ name: fraud-detection, grants: { tables: [{ name: refunds }] } }]\n",
            ["SCH001"],
        ),
        (
            "a list of endpoints that is no list lacks none",
            "network: { interfaceEndpoints: ssm }\n",
            ["SCH003"],
        ),
        (
            "targets that are no list are not missed by routes",
            "loadBalancer: { targets: none }\napi: { routes: [] }\n",
            ["SCH003"],
        ),
    ],
)
def test_what_only_follows_from_a_fault_is_not_reported(sentence, text, codes, tmp_path):
    assert [code for code, _ in errors(text, tmp_path)] == codes, sentence


def test_errors_of_several_files_come_together(tmp_path):
    (tmp_path / "base.yaml").write_text("network: { natt: none }\n")
    assert errors("extends: base.yaml\n" + WEIGHTS, tmp_path) == [("SCH001", 1), ("LBR001", 3)]


def test_a_file_that_is_no_yaml_stands_alone(tmp_path):
    assert [code for code, _ in errors("network: [\n" + WEIGHTS, tmp_path)] == ["YML003"]
