"""Requirements: each is met by a control, by tests or by the organisation, and never by more than there is."""

from __future__ import annotations

import pytest

from generator.compliance.controls import CONTROLS
from generator.compliance.judge import Exemption, judge, verdicts
from generator.compliance.requirements import REQUIREMENTS, in_order

TOPIC = {"resource": {"aws_sns_topic": {"t": {"name": "topic", "kms_master_key_id": "alias/aws/sns"}}}}


def standing(number, *exemptions, day="2026-11-24", document=TOPIC):
    (found,) = [verdict for verdict in verdicts(judge(document, exemptions, day)) if verdict.number == number]
    return found.standing


def exemption(code="C-ENC002", address=None, expires="2027-01-31"):
    return Exemption("w", code, address, "for a test", expires)


def test_every_requirement_of_a_control_is_known_and_met_by_the_stack():
    named = {number for control in CONTROLS for number in control.REQUIREMENTS}
    known = {number for number, item in REQUIREMENTS.items() if item.kind == "stack"}
    assert named - known == set(), "describe these in generator/compliance/requirements.py, of the kind 'stack'"


def test_every_requirement_that_the_stack_is_to_show_has_a_control():
    named = {number for control in CONTROLS for number in control.REQUIREMENTS}
    known = {number for number, item in REQUIREMENTS.items() if item.kind == "stack"}
    assert known - named == set(), "no control names these in its REQUIREMENTS: add one, or give them another kind"


@pytest.mark.parametrize("number", ["3.5.1", "3.5.1.2"])
def test_no_key_makes_card_numbers_unreadable(number):
    assert REQUIREMENTS[number].kind == "tests"
    assert "is not counted" in REQUIREMENTS[number].beside
    assert not any(number in control.REQUIREMENTS for control in CONTROLS)


def test_what_people_do_is_never_shown():
    assert standing("12.6.1") == "organisation"


def test_one_failing_control_fails_its_requirement():
    assert standing("3.6.1") == "failed"


def test_a_requirement_without_evidence_is_not_shown():
    assert standing("11.5.1") == "not shown"


def test_a_waiver_makes_it_waived_until_its_day():
    assert standing("8.3.2", exemption(), exemption("C-TLS001"), exemption("C-IAM008"), day="2027-01-31") == "waived"
    assert standing("8.3.2", exemption(), exemption("C-TLS001"), exemption("C-IAM008"), day="2027-02-01") == "failed"


def test_a_waiver_for_one_resource_exempts_no_other():
    (result,) = [
        item for item in judge(TOPIC, [exemption(address="aws_sns_topic.other")]) if item.control.CODE == "C-ENC002"
    ]
    assert (result.status, result.waived) == ("failed", {})


def test_requirements_are_in_the_order_of_their_numbers():
    assert sorted(["10.2.1", "4.2.1", "10.2.1.1", "1.2.5"], key=in_order) == ["1.2.5", "4.2.1", "10.2.1", "10.2.1.1"]
