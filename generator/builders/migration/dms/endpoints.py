"""The endpoints of both databases, each with its login in a secret that DMS reads by a role of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.aws.dms import SSL_MODES, TARGET_ENGINE, TARGET_SSL_MODE
from generator.builders.encryption import KeyExports
from generator.builders.policy import assume_role, policy, statement
from generator.builders.secrets import SecretExports
from generator.planning.dms import AURORA_SECRET, DmsTask
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model.database import Database
from generator.spec.model.migration import Migration, MigrationSource
from generator.stack_plan import Scope, aws, step


@step
def build_endpoints(
    scope: Scope,
    move: Migration,
    source: MigrationSource,
    tasks: Sequence[DmsTask],
    naming: Naming,
    *,
    account: Account,
    keys: KeyExports,
    secrets: Mapping[str, SecretExports],
    database: Database,
) -> dict[tuple[str, str], str]:
    """Return the ARN of each endpoint by side and use: a database that is read and written has two."""
    role, allowed = _role(scope, naming, account, keys, [secrets[source.secret], secrets[AURORA_SECRET]])
    sides: dict[str, dict[str, Any]] = {
        "on-premises": {
            "engine_name": source.engine,
            "database_name": source.database,
            "secrets_manager_arn": secrets[source.secret].arn,
            "ssl_mode": SSL_MODES[source.engine],
            "certificate_arn": move.replication.certificate_arn,
        },
        "aurora": {
            "engine_name": TARGET_ENGINE,
            "database_name": database.database_name,
            "secrets_manager_arn": secrets[AURORA_SECRET].arn,
            "ssl_mode": TARGET_SSL_MODE,
        },
    }
    uses = sorted({*((task.reads, "source") for task in tasks), *((task.writes, "target") for task in tasks)})
    return {
        (side, use): _endpoint(scope, naming, side, use, sides[side], keys=keys, role=role, allowed=allowed)
        for side, use in uses
    }


def _endpoint(
    scope: Scope,
    naming: Naming,
    side: str,
    use: str,
    settings: Mapping[str, Any],
    *,
    keys: KeyExports,
    role: Any,
    allowed: Any,
) -> str:
    name = naming.name("dms-endpoint", f"{side}-{use}")
    endpoint = aws.DmsEndpoint(
        scope,
        f"dms-endpoint-{side}-{use}",
        endpoint_id=name,
        endpoint_type=use,
        kms_key_arn=keys.data,
        secrets_manager_access_role_arn=role.arn,
        **settings,
        depends_on=[allowed],
        tags={"Name": name},
    )
    return str(endpoint.endpoint_arn)


def _role(
    scope: Scope, naming: Naming, account: Account, keys: KeyExports, secrets: Sequence[SecretExports]
) -> tuple[Any, Any]:
    """The role by which DMS reads the logins, and its policy. DMS assumes it as a service of the region."""
    name = naming.name("role", "dms-secrets")
    role = aws.IamRole(
        scope,
        "role-dms-secrets",
        name=name,
        description="Lets DMS read the logins of the databases that it replicates",
        assume_role_policy=assume_role(f"dms.{account.region}.amazonaws.com", account.id),
        force_detach_policies=True,
        tags={"Name": name},
    )
    via = {"StringEquals": {"kms:ViaService": f"secretsmanager.{account.region}.amazonaws.com"}}
    reads = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    permissions = policy(
        statement("ReadLogins", reads, [secret.arn for secret in secrets]),
        statement("KeyOfLogins", ["kms:Decrypt", "kms:DescribeKey"], keys.secrets, conditions=via),
    )
    attached = aws.IamRolePolicy(scope, "role-dms-secrets-policy", name="secrets", role=role.name, policy=permissions)
    return role, attached
