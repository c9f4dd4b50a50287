"""Whatever a valid spec asks for, the controls can judge it, and every kind of resource in it is classified."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from generator.compliance.judge import judge
from tests.support.spec_strategies import specs
from tests.support.stacks import stack_of


@given(specs())
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=6, derandomize=True)
def test_every_valid_spec_can_be_judged(spec):
    (classified,) = [result for result in judge(stack_of(spec)) if result.control.CODE == "C-ENC001"]
    assert classified.failures == []
