"""AWS Config refuses a rule without a parameter that has no default, or with one that the rule does not know."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.config_rules import managed_rules
from generator.diagnostics.findings import Finding, unknown_name
from generator.spec.model import Environment
from generator.spec.model.audit import ConfigRule

CODE = "AUD010"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "a rule's parameters are not those that it takes"
SOURCE = "AWS Config developer guide, List of AWS Config managed rules"


def check(env: Environment) -> Iterator[Finding]:
    if env.audit.config.enabled:
        for rule in env.audit.config.rules:
            if rule.identifier in managed_rules():
                yield from _parameters(rule)


def _parameters(rule: ConfigRule) -> Iterator[Finding]:
    managed = managed_rules()[rule.identifier]
    given = [parameter.name for parameter in rule.parameters]
    for needed in managed.needed:
        if needed not in given:
            message = f"{rule.identifier} has no default for {needed!r}: give it in 'parameters'"
            yield Finding(CODE, rule.pointer / "parameters", message)
    for parameter in rule.parameters:
        if parameter.name not in managed.parameters:
            known = ", ".join(managed.parameters) or "none"
            at, problem = parameter.pointer / "name", f"{rule.identifier} takes no parameter {parameter.name!r}"
            remedy = f": it takes {known}"
            yield unknown_name(CODE, at, problem, parameter.name, managed.parameters, remedy, level="warning")
