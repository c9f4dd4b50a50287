"""DMS makes a replication instance only where the account has two roles of fixed names: the apply fails late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diagnostics.findings import Finding
from generator.planning.spec_facts import DMS_METHOD, SpecFacts

CODE = "MIG018"
LEVEL = "warning"
SUMMARY = "no spec makes the account's roles for DMS"
SOURCE = "AWS DMS user guide, Creating the IAM roles to use with AWS DMS"


def check(position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]:
    one = specs[position]
    if not one.needs_dms_roles:
        return
    beside = [other for other in specs if other.kind == "account" and one.shares_account(other)]
    if any(other.dms_roles for other in beside):
        return
    where = f"set 'dmsRoles: true' in {beside[0].file}" if beside else "write the account's spec with 'dmsRoles: true'"
    message = (
        f"in a new account the apply fails at the replication instance: DMS has no dms-vpc-role and no "
        f"dms-cloudwatch-logs-role. Unless somebody has made them, {where}, and apply it first"
    )
    yield one.finding(CODE, DMS_METHOD, message)
