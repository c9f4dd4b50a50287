"""An error about a default is shown at the line of the author that causes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics.findings import Finding
from generator.validation.validate import check_file


def errors(text: str, folder: Path) -> list[Finding]:
    (folder / "base.yaml").write_text(
        "tags: { Team: a }\nnetwork: { interfaceEndpoints: [ssm, sns, secretsmanager] }\n"
    )
    spec = folder / "qa.yaml"
    spec.write_text(f"extends: base.yaml\nenvironmentSuffix: qa\n{text}")
    return [one for one in check_file(spec, "qa.yaml") if one.level == "error"]


@pytest.mark.parametrize(
    ("sentence", "text", "code", "line", "cause"),
    [
        (
            "functions of the schema reserve more than the account has",
            "production: true\naccount:\n  lambdaConcurrency: 150\n",
            "FUN003",
            5,
            "account.lambdaConcurrency",
        ),
        (
            "a route of the schema is never reached",
            "loadBalancer: { rules: [{ name: all, priority: 100, target: fraud-detection,\n paths: [/screenings] }]}\n",
            "LBR005",
            3,
            "loadBalancer.rules.all",
        ),
        (
            "the list of the file takes the place of one that is extended",
            "network:\n  interfaceEndpoints: [ssm]\n",
            "NET006",
            4,
            None,
        ),
    ],
)
def test_the_line_of_the_cause_is_shown(sentence, text, code, line, cause, tmp_path):
    found = [one for one in errors(text, tmp_path) if one.code == code]
    assert [one.location.line for one in found][:1] == [line], sentence
    assert cause is None or cause in found[0].message


def test_a_list_that_takes_the_place_of_another_is_named_with_it(tmp_path):
    found = [one for one in errors("network:\n  interfaceEndpoints: [ssm]\n", tmp_path) if one.code == "NET006"]
    assert "this list takes the place of the one at base.yaml:2" in found[0].message


def test_an_error_at_a_value_of_the_file_stays_there(tmp_path):
    cidr = errors("tags: {}\nnetwork: { cidr: 10.0.0.0/40 }\n", tmp_path)
    (found,) = [one for one in cidr if one.code == "NET001"]
    assert (found.location.line, "it follows" in found.message) == (4, False)
