"""The scan by checkov is judged strictly, and finds nothing in the shipped specs but what is excused."""

from __future__ import annotations

import os

import pytest

from scripts import scan as scanning
from scripts import scan_plans
from scripts.scan import CHECKOV, Excuse, Scan, faults, load_excuses, needless, read
from tests.support.terraform import require_terraform

EXCUSE = Excuse("CKV_AWS_150", "alb|nlb", "for a test")
FAILED = ("CKV_AWS_150", "aws_lb.alb", "deletion protection")


def scan(passed=10, unparsed=(), failed=()):
    return Scan(passed, tuple(unparsed), tuple(failed))


@pytest.mark.parametrize(
    ("sentence", "one", "expected"),
    [
        ("an excused check is no fault", scan(failed=[FAILED]), []),
        (
            "an excuse is for its resources alone",
            scan(failed=[("CKV_AWS_150", "aws_lb.alb-2", "x")]),
            ["json: CKV_AWS_150 aws_lb.alb-2: x"],
        ),
        ("a name may lack its type", scan(failed=[("CKV_AWS_150", "resource.nlb", "x")]), []),
        (
            "another check is not excused",
            scan(failed=[("CKV_AWS_1", "aws_lb.alb", "x")]),
            ["json: CKV_AWS_1 aws_lb.alb: x"],
        ),
        ("what cannot be parsed is a fault", scan(unparsed=["/a/b.json"]), ["json: cannot parse b.json"]),
        (
            "fewer checks than there were are a fault",
            scan(passed=9),
            ["json: 9 checks passed, there were 10: does it still see the resources?"],
        ),
    ],
)
def test_faults(sentence, one, expected):
    assert list(faults("json", one, [EXCUSE], 10)) == expected, sentence


def test_an_excuse_that_excuses_nothing_is_told():
    assert list(needless([scan(failed=[FAILED])], [EXCUSE])) == []
    assert "CKV_AWS_150" in next(needless([scan()], [EXCUSE]))


def test_an_empty_report_has_passed_nothing():
    assert read({"passed": 0, "failed": 0, "checkov_version": "3"}) == scan(passed=0)


def test_every_excuse_has_a_reason_of_its_own_and_says_where_it_holds():
    excuses, fewest = load_excuses()
    assert all(len(excuse.reason) > 40 for excuse in excuses)
    assert not any(excuse.resources in (".*", "") for excuse in excuses)
    assert set(fewest) == {"json", "plan"}


def test_a_plan_without_an_account_asks_for_the_identity_alone(tmp_path):
    stack = tmp_path / "cdk.tf.json"
    stack.write_text('{"data": {"aws_caller_identity": {"current": {}}, "aws_servicequotas_service_quota": {"q": {}}}}')
    assert scan_plans._offline(stack)["data"] == {"aws_servicequotas_service_quota": {"q": {"count": 0}}}
    stack.write_text('{"data": {"aws_caller_identity": {"current": {}}}}')
    assert "data" not in scan_plans._offline(stack)


needs_checkov = pytest.mark.skipif(
    not CHECKOV.exists() and "CI" not in os.environ, reason="needs checkov: make scanners"
)


@pytest.mark.slow
@needs_checkov
def test_checkov_finds_nothing_in_the_stacks_of_the_shipped_specs_but_what_is_excused(capfd):
    code = scanning.main(["--json-only"])
    assert (code, capfd.readouterr().err) == (0, "")


# Three plans take a minute of CPU: as long as all emulators.
@pytest.mark.e2e
@needs_checkov
def test_checkov_finds_nothing_in_their_plans_either_and_every_excuse_is_needed(monkeypatch, capfd):
    monkeypatch.setenv("PAYINFRA_TF_MIRROR", str(require_terraform()))
    # Garbage is collected less often: a fifth less of CPU for some memory.
    monkeypatch.setenv("GOGC", "400")
    code = scanning.main([])
    assert (code, capfd.readouterr().err) == (0, "")
