"""AWS's own service models and action tables have nothing against what the provider asks for, day after day."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("lifecycles")]


def test_no_request_and_no_policy_is_one_that_aws_would_refuse(checked_requests, record_property):
    assert [str(violation) for violation in checked_requests.violations] == []
    record_property("counted", str(checked_requests))


def test_the_check_has_seen_what_a_day_is_made_of(checked_requests):
    assert checked_requests.requests > 5000
    assert checked_requests.operations > 250
    assert checked_requests.policies > 150
