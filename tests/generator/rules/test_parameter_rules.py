"""Rules over Parameter Store."""

from __future__ import annotations

import pytest

from tests.support.stacks import rule_findings

CASES = [
    ("no value", {"name": "a", "type": "String"}, "PAR001", "SecureString"),
    ("broken JSON", {"name": "a", "format": "json", "value": "{"}, "PAR002", "not JSON"),
    ("nested without end", {"name": "a", "format": "json", "value": "[" * 4000}, "PAR002", "not JSON"),
    ("more than 4 KB in the standard tier", {"name": "a", "value": "é" * 2049}, "PAR003", "4098 bytes"),
    ("the path of the database's endpoints", {"name": "database/writer-endpoint", "value": "x"}, "PAR004", "database"),
    ("15 levels below the environment's", {"name": "/".join("a" * 15), "value": "x"}, "PAR004", "15 levels"),
    ("a name that tells of a password", {"name": "app/db-password", "value": "x"}, "PAR005", "secret"),
    ("an access key", {"name": "app/thing", "value": "AKIAABCDEFGHIJKLMNOP"}, "PAR005", "credential"),
    ("its own pattern", {"name": "a", "value": "5pm", "allowedPattern": "^[0-9:]+$"}, "PAR080", "does not fit"),
    ("an open bracket", {"name": "a", "value": "1", "allowedPattern": "^[0-2"}, "PAR080", "no regular expression"),
]


@pytest.mark.parametrize(("sentence", "parameter", "code", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_at_its_parameter(sentence, parameter, code, words):
    found = [item for item in rule_findings({"parameters": [parameter]}) if item.code.startswith("PAR")]
    assert [item.code for item in found] == [code], sentence
    assert words in found[0].message
    assert found[0].pointer[:2] == ("parameters", 2)


@pytest.mark.parametrize(
    "parameter",
    [
        {"name": "app/key", "type": "SecureString"},
        {"name": "app/tokenizer", "value": "on"},
        {"name": "rules", "format": "json", "value": "{}"},
        {"name": "clock", "value": "17:00", "allowedPattern": "^[0-2][0-9]:[0-5][0-9]$"},
        {"name": "java", "value": "x", "allowedPattern": "^\\p{Lower}++$"},
        {"name": "large", "tier": "Advanced", "value": "x" * 8192},
    ],
)
def test_a_sound_parameter_gives_no_finding(parameter):
    assert [item for item in rule_findings({"parameters": [parameter]}) if item.code.startswith("PAR")] == []
