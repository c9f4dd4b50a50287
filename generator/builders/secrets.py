"""Secrets in Secrets Manager, and their rotation.

A secret is made empty: no value is in a spec, in the JSON or in the state. The first rotation, or an operator, writes
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.builders.encryption import KeyExports
from generator.builders.ordering import depends_on_all
from generator.builders.policy import Conditions, policy, statement
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.secrets import Rotation, Secret
from generator.stack_plan import Fn, Scope, aws, step

if TYPE_CHECKING:
    # Both build on the secrets: imported for their types alone.
    from generator.builders.database import DatabaseExports
    from generator.builders.functions import AliasExports, FunctionExports

# Named one by one: a new action of the service is not denied before someone has looked at it.
ACTIONS = (
    "secretsmanager:CancelRotateSecret",
    "secretsmanager:DeleteResourcePolicy",
    "secretsmanager:DeleteSecret",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetResourcePolicy",
    "secretsmanager:GetSecretValue",
    "secretsmanager:ListSecretVersionIds",
    "secretsmanager:PutResourcePolicy",
    "secretsmanager:PutSecretValue",
    "secretsmanager:ReplicateSecretToRegions",
    "secretsmanager:RotateSecret",
    "secretsmanager:TagResource",
    "secretsmanager:UntagResource",
    "secretsmanager:UpdateSecret",
    "secretsmanager:UpdateSecretVersionStage",
)
# In the policy of a secret "*" is the secret itself.
THIS_SECRET = "*"
# The field of the function's name in its ARN.
FUNCTION_NAME = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretExports:
    name: str
    arn: Arn


@step
def build_secrets(
    scope: Scope, secrets: Sequence[Secret], naming: Naming, *, account: Account, keys: KeyExports
) -> dict[str, SecretExports]:
    """Build every secret of the spec; the result is by the name that the spec gives it."""
    return {secret.name: _secret(scope.at(secret), secret, naming, account, keys) for secret in secrets}


@step
def build_rotations(
    scope: Scope,
    secrets: Sequence[Secret],
    *,
    account: Account,
    secret_exports: Mapping[str, SecretExports],
    functions: Mapping[str, FunctionExports],
    database: DatabaseExports,
) -> None:
    """Build the rotations of secrets that name a function. Rules SEC002 and SEC006 have checked that they work."""
    for secret in secrets:
        if secret.rotation.function is not None:
            function = functions[secret.rotation.function]
            _rotation(scope.at(secret), secret, secret_exports[secret.name], function, account, database)


@step
def _secret(scope: Scope, secret: Secret, naming: Naming, account: Account, keys: KeyExports) -> SecretExports:
    name = naming.name("secret", secret.name)
    built = aws.SecretsmanagerSecret(
        scope,
        f"secret-{secret.name}",
        name=name,
        description=secret.description,
        kms_key_id=keys.secrets,
        # Else the name stays taken for days after a destroy.
        recovery_window_in_days=0,
        tags={"Name": name},
    )
    aws.SecretsmanagerSecretPolicy(
        scope,
        f"secret-{secret.name}-policy",
        secret_arn=built.arn,
        policy=_resource_policy(account),
        block_public_policy=True,
    )
    return SecretExports(name=name, arn=Arn(built.arn))


def _resource_policy(account: Account) -> str:
    """Deny only: the policy of each role allows the use of the secret."""
    plain_text: Conditions = {"Bool": {"aws:SecureTransport": "false"}}
    foreign: Conditions = {
        "StringNotEquals": {"aws:PrincipalAccount": account.id},
        # AWS services that act by themselves belong to no account.
        "Bool": {"aws:PrincipalIsAWSService": "false"},
    }
    everyone = {"AWS": "*"}
    return policy(
        statement("DenyWithoutTls", ACTIONS, THIS_SECRET, effect="Deny", principals=everyone, conditions=plain_text),
        statement("DenyOtherAccounts", ACTIONS, THIS_SECRET, effect="Deny", principals=everyone, conditions=foreign),
    )


@step
def _rotation(
    scope: Scope,
    secret: Secret,
    exports: SecretExports,
    function: FunctionExports,
    account: Account,
    database: DatabaseExports,
) -> None:
    """An alias is called unless the spec says otherwise: a published version cannot change between the four steps of a
    rotation, and going back to the version before is one line in the spec."""
    alias = _alias(secret.rotation, function)
    permission = aws.LambdaPermission(
        scope,
        f"secret-{secret.name}-rotation-permission",
        # AWS makes the rest of the id: two may be there at once.
        statement_id_prefix=f"rotate-{secret.name}-{alias.name if alias else 'latest'}-",
        action="lambda:InvokeFunction",
        principal="secretsmanager.amazonaws.com",
        source_account=account.id,
        # From the ARN, which AWS makes: the plain name would not wait for the function.
        function_name=Fn.element(Fn.split(":", function.arn), FUNCTION_NAME),
        qualifier=alias.qualifier if alias else None,
    )
    aws.SecretsmanagerSecretRotation(
        scope,
        f"secret-{secret.name}-rotation",
        secret_id=exports.arn,
        rotation_lambda_arn=alias.arn if alias else function.arn,
        rotate_immediately=secret.rotation.immediately,
        rotation_rules=_rotation_rules(secret.rotation),
        # Secrets Manager tries the permission when rotation is switched on.
        depends_on=[permission],
        lifecycle=_depends_on_instances(database) if secret.kind == "database" else None,
    )


def _alias(rotation: Rotation, function: FunctionExports) -> AliasExports | None:
    return function.aliases[rotation.alias] if rotation.alias is not None else None


def _depends_on_instances(database: DatabaseExports) -> Any:
    """The first rotation is called at once and logs in, so it waits for the instances: a reference makes it."""
    return depends_on_all(database.instance_identifiers, otherwise="the database has no instance")


def _rotation_rules(rotation: Rotation) -> Any:
    return aws.SecretsmanagerSecretRotationRotationRules(
        automatically_after_days=rotation.days if rotation.schedule is None else None,
        schedule_expression=rotation.schedule,
        duration=f"{rotation.window_hours}h" if rotation.window_hours is not None else None,
    )
