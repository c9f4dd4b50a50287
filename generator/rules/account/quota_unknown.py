"""A misspelt name of a quota has no effect, while everybody believes that the quota is raised."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.quotas import QUOTAS
from generator.diagnostics.findings import Finding, unknown_name
from generator.spec.model.account import AwsAccount

CODE = "QUO002"
LEVEL = "error"
SUMMARY = "a quota that is not known, or cannot be raised"
SOURCE = "generator/aws/quotas.py"


def check(account: AwsAccount) -> Iterator[Finding]:
    at = account.pointer / "quotas"
    for name in account.quotas:
        if name not in QUOTAS:
            problem = f"there is no quota {name!r} that is compared"
            yield unknown_name(CODE, at / name, problem, name, QUOTAS, f": known are {', '.join(QUOTAS)}")
        elif not QUOTAS[name].raisable:
            yield Finding(CODE, at / name, f"AWS raises this quota for nobody: it is {QUOTAS[name].default}")
