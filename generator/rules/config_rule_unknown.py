"""AWS Config refuses a rule that it does not manage. It learns new ones, so ours is a warning."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.config_rules import managed_rules
from generator.diagnostics.findings import Finding
from generator.diagnostics.suggestions import did_you_mean
from generator.spec.model import Environment

CODE = "AUD009"
LEVEL = "warning"
SUMMARY = "a managed rule that AWS Config is not known to have"
SOURCE = "AWS Config developer guide, List of AWS Config managed rules"


def check(env: Environment) -> Iterator[Finding]:
    config = env.audit.config
    if not config.enabled:
        return
    for rule in config.rules:
        if rule.identifier not in managed_rules():
            hint = did_you_mean(rule.identifier, managed_rules()) or ": look it up in AWS's list"
            message = f"AWS Config is not known to manage a rule {rule.identifier!r}{hint}"
            yield Finding(CODE, rule.pointer / "identifier", message)
