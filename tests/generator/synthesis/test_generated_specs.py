"""Whatever the schema and the rules accept becomes an environment."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from generator.spec.resolve import resolve_plain
from tests.support.spec_strategies import specs

relaxed = settings(deadline=None, suppress_health_check=list(HealthCheck))


@given(specs())
@settings(relaxed, max_examples=30)
def test_what_the_schema_accepts_always_becomes_a_typed_environment(spec):
    environment = resolve_plain(spec).environment
    assert environment.environment_suffix == spec["environmentSuffix"]
