"""AWS Config: managed rules, and where the spec says so the account's recorder with its way into the audit bucket."""

from __future__ import annotations

import json
from typing import Any

from generator.builders.encryption import AuditKeys
from generator.builders.policy import assume_role, policy, statement
from generator.builders.storage import StorageExports
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model.audit import Config, ConfigRule
from generator.stack_plan import Scope, aws, step

READ_CONFIGURATIONS = "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole"


@step
def build_config(
    scope: Scope, config: Config, naming: Naming, *, account: Account, keys: AuditKeys, storage: StorageExports
) -> Any | None:
    """Build the rules; the result is the running recorder, or None where this stack makes none."""
    if not config.enabled:
        return None
    recorder = _recorder(scope, naming, account, keys, storage) if config.recorder else None
    for rule in config.rules:
        _rule(scope.at(rule), rule, naming, recorder)
    return recorder


def _recorder(scope: Scope, naming: Naming, account: Account, keys: AuditKeys, storage: StorageExports) -> Any:
    name = naming.name("config-recorder")
    role, delivery_rights = _role(scope, naming, account, keys, storage)
    recorder = aws.ConfigConfigurationRecorder(
        scope,
        "config-recorder",
        name=name,
        role_arn=role,
        recording_group=aws.ConfigConfigurationRecorderRecordingGroup(
            all_supported=True, include_global_resource_types=True
        ),
    )
    channel = aws.ConfigDeliveryChannel(
        scope,
        "config-delivery",
        name=name,
        s3_bucket_name=storage.audit.name,
        s3_kms_key_arn=keys.audit,
        # A channel needs a recorder that is there, and a recorder can't start without a channel.
        depends_on=[recorder, *delivery_rights],
    )
    return aws.ConfigConfigurationRecorderStatus(
        scope, "config-recorder-status", name=recorder.name, is_enabled=True, depends_on=[channel]
    )


def _role(
    scope: Scope, naming: Naming, account: Account, keys: AuditKeys, storage: StorageExports
) -> tuple[str, list[Any]]:
    name = naming.name("role", "config")
    role = aws.IamRole(
        scope,
        "role-config",
        name=name,
        assume_role_policy=assume_role("config.amazonaws.com", account.id),
        tags={"Name": name},
    )
    read = aws.IamRolePolicyAttachment(scope, "role-config-read", role=role.name, policy_arn=READ_CONFIGURATIONS)
    bucket = storage.audit.arn
    through_s3 = {"StringEquals": {"kms:ViaService": f"s3.{account.region}.amazonaws.com"}}
    delivery = policy(
        statement("FindBucket", ["s3:GetBucketAcl", "s3:ListBucket"], bucket),
        statement("Deliver", ["s3:PutObject"], f"{bucket}/AWSLogs/{account.id}/Config/*"),
        statement("Encrypt", ["kms:Decrypt", "kms:GenerateDataKey"], keys.audit, conditions=through_s3),
    )
    rights = aws.IamRolePolicy(scope, "role-config-policy", name="deliver", role=role.id, policy=delivery)
    return role.arn, [read, rights]


@step
def _rule(scope: Scope, rule: ConfigRule, naming: Naming, recorder: Any | None) -> None:
    name = naming.name("config-rule", rule.name)
    parameters = {parameter.name: parameter.value for parameter in rule.parameters}
    aws.ConfigConfigRule(
        scope,
        f"config-rule-{rule.name}",
        name=name,
        source=aws.ConfigConfigRuleSource(owner="AWS", source_identifier=rule.identifier),
        input_parameters=json.dumps(parameters) if parameters else None,
        depends_on=[recorder] if recorder is not None else None,
        tags={"Name": name},
    )
