"""The keys of the account's own stack: for logs and audit as in an environment, and one for Terraform's states."""

from __future__ import annotations

from dataclasses import dataclass

from generator.aws.key_domains import DOMAINS, STATE_DOMAIN
from generator.builders.encryption import AuditKeys, build_key
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.encryption import Encryption
from generator.stack_plan import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountKeys:
    shared: AuditKeys
    state: Arn


def build_account_keys(scope: Scope, encryption: Encryption, naming: Naming, *, account: Account) -> AccountKeys:
    """Build the three keys."""
    logs = build_key(scope, "logs", DOMAINS["logs"], encryption, naming, account)
    audit = build_key(scope, "audit", DOMAINS["audit"], encryption, naming, account)
    state = build_key(scope, "state", STATE_DOMAIN, encryption, naming, account)
    return AccountKeys(shared=AuditKeys(logs=logs, audit=audit), state=state)
