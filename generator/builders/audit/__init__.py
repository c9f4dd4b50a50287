"""Who did what: CloudTrail, and the detective services of which an account may hold one only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.builders.audit.config import build_config
from generator.builders.audit.detection import build_guard_duty, build_security_hub
from generator.builders.audit.trail import build_trail
from generator.builders.encryption import AuditKeys
from generator.builders.functions import FunctionExports
from generator.builders.storage import StorageExports
from generator.builders.tables import TableExports
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model.audit import Audit
from generator.stack_plan import Scope, step


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditExports:
    """What monitoring needs to know. None where the spec leaves the trail out."""

    trail_log_group_name: str | None


@step
def build_audit(
    scope: Scope,
    audit: Audit,
    naming: Naming,
    *,
    account: Account,
    keys: AuditKeys,
    storage: StorageExports,
    functions: Mapping[str, FunctionExports],
    tables: Mapping[str, TableExports],
) -> AuditExports:
    """Build what the spec enables."""
    recorder = build_config(scope.at(audit.config), audit.config, naming, account=account, keys=keys, storage=storage)
    build_guard_duty(scope.at(audit.guard_duty), audit.guard_duty, naming)
    build_security_hub(scope.at(audit.security_hub), audit.security_hub, account=account, after=recorder)
    if not audit.trail.enabled:
        return AuditExports(trail_log_group_name=None)
    arns = {
        "buckets": {name: bucket.arn for name, bucket in storage.buckets.items()},
        "functions": {name: function.arn for name, function in functions.items()},
        "tables": {name: table.arn for name, table in tables.items()},
    }
    log_group = build_trail(
        scope.at(audit.trail), audit.trail, naming, account=account, keys=keys, storage=storage, arns=arns
    )
    return AuditExports(trail_log_group_name=log_group)
