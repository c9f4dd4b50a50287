"""A name that AWS refuses must fail here, at the field to change, not in the middle of an apply."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.name_prefixes import ACCOUNT_ID_DIGITS
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.planning.alarms import plan_alarms
from generator.planning.listener_rules import plan_rules
from generator.planning.metric_targets import metric_targets
from generator.planning.naming import NameTooLongError, Naming
from generator.planning.target_group_names import group_qualifier
from generator.spec.model import Environment

CODE = "NAM001"
LEVEL = "error"
SUMMARY = "a resource name is longer than AWS allows"
SOURCE = "generator/aws/name_prefixes.py"

# In its place in the message, as only Terraform knows it.
ACCOUNT_ID = "0" * ACCOUNT_ID_DIGITS


def check(env: Environment) -> Iterator[Finding]:
    naming = Naming(env.environment_suffix)
    for kind, qualifier, at in named(env):
        try:
            naming.name(kind, qualifier)
        except NameTooLongError as error:
            yield Finding(CODE, at, f"{error}: shorten {at[-1]!r} or environmentSuffix")


def named(env: Environment) -> Iterator[tuple[str, str, SpecPath]]:
    """Kind and qualifier of everything that a spec names, and the field that names it."""
    for table in env.tables:
        yield "table", table.name, table.pointer / "name"
    for bucket in env.buckets:
        yield "bucket", f"{bucket.name}-{ACCOUNT_ID}", bucket.pointer / "name"
    for topic in env.topics:
        yield "topic", topic.name, topic.pointer / "name"
    for config_rule in env.audit.config.rules:
        yield "config-rule", config_rule.name, config_rule.pointer / "name"
    for secret in env.secrets:
        yield "secret", secret.name, secret.pointer / "name"
    for function in env.functions:
        yield "lambda", function.name, function.pointer / "name"
        yield "queue", f"dead-letters-{function.name}", function.pointer / "name"
    for target in env.load_balancer.targets:
        for colour in target.backends():
            yield "tg", group_qualifier(target, colour), target.pointer / "name"
    for rule in plan_rules(env.load_balancer, env.api.routes):
        yield "listener-rule", rule.name, rule.pointer / "name"
    for key in env.api.api_keys:
        yield "api-key", key.name, key.pointer / "name"
    yield from _of_monitoring(env)


def _of_monitoring(env: Environment) -> Iterator[tuple[str, str, SpecPath]]:
    for planned in plan_alarms(env.monitoring, metric_targets(env)):
        yield "alarm", planned.qualifier, planned.alarm.pointer / "name"
    for composite in env.monitoring.composite_alarms:
        yield "alarm", composite.name, composite.pointer / "name"
    for dashboard in env.monitoring.dashboards:
        yield "dashboard", dashboard.name, dashboard.pointer / "name"
