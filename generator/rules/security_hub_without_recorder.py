"""Most controls of Security Hub judge what AWS Config has recorded, and without a recorder judge nothing."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "AUD006"
LEVEL = "warning"
SUMMARY = "Security Hub has nothing to judge"
SOURCE = "Security Hub user guide, Enabling and configuring AWS Config"


def check(env: Environment) -> Iterator[Finding]:
    audit = env.audit
    if audit.security_hub.enabled and not audit.config.enabled:
        message = (
            "Security Hub judges what AWS Config records, and this spec makes no recorder: set 'enabled' on "
            "'audit.config', unless the account has a recorder already"
        )
        yield Finding(CODE, audit.security_hub.pointer / "enabled", message)
