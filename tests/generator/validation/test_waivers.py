"""Waivers: for a reason, until a day, and never for what AWS refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics.autofix import apply_fixes
from generator.spec.resolve import resolve_plain
from generator.system.clock import utc_date
from generator.validation.file_checks import check_files
from generator.validation.validate import check_environment

REASON = "Accepted until the launch, see RISK-17."
SINGLE_NAT = {"production": True, "network": {"nat": "single"}}
OVERLAP = {"network": {"cidr": "10.0.0.0/16", "onPremises": {"cidrs": ["10.0.0.0/8"]}}}
WRONG_WEIGHTS = {"loadBalancer": {"targets": [{"name": "fraud-detection", "weights": {"blue": 60, "green": 60}}]}}


def told(spec: dict[str, Any], **waiver: Any) -> dict[str, tuple[str, str]]:
    """Level and message of each finding of a spec with one waiver, by code."""
    entry = {"name": "w", "reason": REASON, "expires": "2026-12-31", **waiver}
    resolved = resolve_plain({"environmentSuffix": "qa", **spec, "waivers": [entry]})
    return {finding.code: (finding.level, finding.message) for finding in check_environment(resolved)}


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setenv("PAYINFRA_TODAY", "2026-11-24")


@pytest.mark.parametrize("path", [None, "network", "network.nat"])
def test_a_warning_is_waived_with_its_reason_and_last_day(path):
    level, message = told(SINGLE_NAT, finding="NET005", path=path)["NET005"]
    assert level == "waived"
    assert f"(waived until 2026-12-31: {REASON})" in message


def test_an_error_of_the_house_is_waived_and_stops_nothing():
    found = told(OVERLAP, finding="NET008")
    assert found["NET008"][0] == "waived"
    assert "error" not in {level for level, _ in found.values()}


@pytest.mark.parametrize("path", ["network.na", "network.natural", "database", "network.nat.x"])
def test_a_path_covers_itself_and_what_lies_below_it_only(path):
    found = told(SINGLE_NAT, finding="NET005", path=path)
    assert (found["NET005"][0], found["WAI005"][0]) == ("warning", "warning")


def test_a_path_may_name_the_entries_of_a_list():
    path = "functions.payment-validation"
    spec = {"functions": [{"name": "payment-validation", "reservedConcurrency": 0}]}
    assert told(spec, finding="FUN015", path=path)["FUN015"][0] == "waived"


FAULTS = [
    (
        "expired yesterday",
        SINGLE_NAT,
        {"finding": "NET005", "expires": "2026-11-23"},
        "WAI002",
        "expired on 2026-11-23",
    ),
    ("a misspelt id", SINGLE_NAT, {"finding": "NET0O5"}, "WAI003", "did you mean 'NET050' or 'NET005'?"),
    ("a misspelt control", {}, {"control": "C-KEY01"}, "WAI003", "there is no control 'C-KEY01' (did you mean 'C-KEY0"),
    ("a control of no name", {}, {"control": "C-XYZ999"}, "WAI003", "docs/reference/controls.md describes them all"),
    ("what AWS refuses", WRONG_WEIGHTS, {"finding": "LBR001"}, "WAI004", "AWS refuses"),
    ("nothing", {}, {}, "WAI001", "give one of the two"),
    ("two things", {}, {"finding": "NET005", "control": "C-KEY001"}, "WAI001", "give one of the two"),
    ("a control at a path", {}, {"control": "C-KEY001", "path": "network"}, "WAI001", "has an 'address'"),
    ("a finding at an address", {}, {"finding": "NET005", "address": "aws_vpc.x"}, "WAI001", "has a 'path'"),
    ("a control, expired", {}, {"control": "C-KEY001", "expires": "2026-01-01"}, "WAI002", "expired"),
    ("a day that no calendar has", SINGLE_NAT, {"finding": "NET005", "expires": "2027-02-30"}, "WAI002", "no day"),
]


@pytest.mark.parametrize(("sentence", "spec", "waiver", "code", "words"), FAULTS, ids=[case[0] for case in FAULTS])
def test_a_waiver_that_does_not_hold_is_an_error_itself(sentence, spec, waiver, code, words):
    level, message = told(spec, **waiver)[code]
    assert level == "error"
    assert words in message


def test_it_holds_on_its_last_day_and_the_finding_is_back_on_the_next(monkeypatch):
    monkeypatch.setenv("PAYINFRA_TODAY", "2026-12-31")
    assert told(SINGLE_NAT, finding="NET005")["NET005"][0] == "waived"
    monkeypatch.setenv("PAYINFRA_TODAY", "2027-01-01")
    found = told(SINGLE_NAT, finding="NET005")
    assert (found["NET005"][0], found["WAI002"][0]) == ("warning", "error")


def test_a_waiver_of_a_control_says_nothing_here():
    assert {
        code for code in told({}, control="C-KEY001", address="aws_kms_key.data") if code.startswith("WAI")
    } == set()


def test_the_day_can_be_set_from_outside(monkeypatch):
    monkeypatch.delenv("PAYINFRA_TODAY")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert utc_date() == "1970-01-01"
    monkeypatch.setenv("PAYINFRA_TODAY", "yesterday")
    assert utc_date() == "1970-01-01"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert utc_date() > "2024-01-01"


def test_the_former_id_of_a_control_is_accepted_with_a_warning_that_names_the_new_one():
    level, message = told({}, control="AVL002")["WAI006"]
    assert level == "warning"
    assert "former id of control C-AVL002" in message
    assert "WAI006" not in told({}, control="C-AVL002")


def test_fix_writes_the_new_id_of_a_control(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    spec = Path("qa.yaml")
    text = (
        f"environmentSuffix: qa\nwaivers: [{{ name: w, control: 'AVL002', reason: '{REASON}', expires: 2026-12-31 }}]\n"
    )
    spec.write_text(text)
    assert apply_fixes(check_files([spec])) == {"qa.yaml": 1}
    assert spec.read_text() == text.replace("AVL002", "C-AVL002")
