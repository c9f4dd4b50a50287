"""GuardDuty and Security Hub: one a region of an account, so only the environment that owns it turns them on."""

from __future__ import annotations

from typing import Any

from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model.audit import GuardDuty, SecurityHub
from generator.stack_plan import Scope, aws, step


@step
def build_guard_duty(scope: Scope, guard_duty: GuardDuty, naming: Naming) -> None:
    """Build the detector and its features."""
    if not guard_duty.enabled:
        return
    detector = aws.GuarddutyDetector(
        scope,
        "guardduty",
        enable=True,
        finding_publishing_frequency=guard_duty.publishing_frequency,
        tags={"Name": naming.name("guardduty")},
    )
    for feature in guard_duty.features:
        qualifier = feature.lower().replace("_", "-")
        aws.GuarddutyDetectorFeature(
            scope, f"guardduty-{qualifier}", detector_id=detector.id, name=feature, status="ENABLED"
        )


@step
def build_security_hub(scope: Scope, hub: SecurityHub, *, account: Account, after: Any | None) -> None:
    """Turn the hub on and subscribe it to the standards, whose controls need Config's recorder: `after`."""
    if not hub.enabled:
        return
    enabled = aws.SecurityhubAccount(
        scope,
        "securityhub",
        enable_default_standards=False,
        auto_enable_controls=True,
        depends_on=[after] if after is not None else None,
    )
    for standard in hub.standards:
        construct_id = f"securityhub-{standard.replace('/', '-').replace('.', '-')}"
        arn = f"arn:aws:securityhub:{account.region}::standards/{standard}"
        aws.SecurityhubStandardsSubscription(scope, construct_id, standards_arn=arn, depends_on=[enabled])
