"""Customer-managed KMS keys, one a domain of data, with rotation, an alias and a least-privilege policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.aws.key_domains import DOMAINS, KeyDomain, ServiceUse
from generator.builders.policy import Conditions, policy, statement
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.encryption import Encryption
from generator.stack_plan import Scope, aws, step

# Everything that manages a key, and nothing that reads or writes with it.
ADMINISTRATION = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
USE = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")
# In a key policy "*" is the key itself.
THIS_KEY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditKeys:
    """ARNs of the keys of what records: every stack has them."""

    logs: Arn
    audit: Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyExports(AuditKeys):
    """ARN of the key of each domain in `aws/key_domains.py`."""

    data: Arn
    secrets: Arn
    messaging: Arn


@step
def build_keys(scope: Scope, encryption: Encryption, naming: Naming, *, account: Account) -> KeyExports:
    """Build the key of every domain."""
    arns = {name: build_key(scope, name, domain, encryption, naming, account) for name, domain in DOMAINS.items()}
    return KeyExports(**arns)


def build_key(
    scope: Scope, name: str, domain: KeyDomain, encryption: Encryption, naming: Naming, account: Account
) -> Arn:
    """Build the key of one domain, with its alias."""
    full_name = naming.name("key", name)
    key = aws.KmsKey(
        scope,
        f"key-{name}",
        description=f"{full_name}: {domain.purpose}",
        enable_key_rotation=True,
        rotation_period_in_days=encryption.rotation_days,
        deletion_window_in_days=encryption.deletion_window_days,
        policy=_key_policy(domain, account),
        tags={"Name": full_name},
    )
    aws.KmsAlias(scope, f"key-{name}-alias", name=f"alias/{full_name}", target_key_id=key.key_id)
    return Arn(key.arn)


def _key_policy(domain: KeyDomain, account: Account) -> str:
    root = {"AWS": f"arn:aws:iam::{account.id}:root"}
    via: Conditions = {
        "StringEquals": {"kms:ViaService": [f"{service}.{account.region}.amazonaws.com" for service in domain.via]}
    }
    for_aws: Conditions = {**via, "Bool": {"kms:GrantIsForAWSResource": "true"}}
    return policy(
        statement("Administration", ADMINISTRATION, THIS_KEY, principals=root),
        statement("UseThroughServices", USE, THIS_KEY, principals=root, conditions=via),
        statement("GrantsForServices", ["kms:CreateGrant"], THIS_KEY, principals=root, conditions=for_aws),
        *(_service_statement(number, use, account) for number, use in enumerate(domain.services, 1)),
    )


def _service_statement(number: int, use: ServiceUse, account: Account) -> Mapping[str, Any]:
    def fill(text: str) -> str:
        return text.format(region=account.region, account=account.id)

    conditions = {
        operator: {key: fill(value) for key, value in tests.items()} for operator, tests in use.conditions.items()
    }
    principals = {"Service": fill(use.principal)}
    return statement(f"Service{number}", use.actions, THIS_KEY, principals=principals, conditions=conditions)
