"""The RDS Proxy: many short-lived functions share a few connections, over TLS only.

It logs in with the application's secret and knows no other user: who logs in as the master user goes to the cluster.
Its certificate is one of Amazon's public ones, not one of RDS: clients that verify it need the Amazon root CAs as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.aws.aurora import PORT
from generator.builders.encryption import KeyExports
from generator.builders.log_group import build_log_group
from generator.builders.network import NetworkExports
from generator.builders.network.security_groups import open_port, security_group
from generator.builders.policy import policy, statement, trust
from generator.builders.secrets import SecretExports
from generator.planning.naming import Naming
from generator.planning.references import Account, SecurityGroupId
from generator.spec.model.database import Database, Proxy
from generator.stack_plan import Scope, aws, step


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyExports:
    name: str
    host: str
    reader_host: str
    target: Any


@step
def build_proxy(
    scope: Scope,
    database: Database,
    naming: Naming,
    *,
    cluster_identifier: str,
    account: Account,
    keys: KeyExports,
    network: NetworkExports,
    secrets: Mapping[str, SecretExports],
    after: Sequence[Any],
) -> ProxyExports | None:
    """Build the proxy with an endpoint for writes and, where the cluster has readers, one for reads."""
    spec = database.proxy
    if not spec.enabled:
        return None
    name = naming.name("proxy", network.zones_qualifier)
    secret = secrets[spec.secret]
    role_arn, permissions = _role(scope, naming, secret, account, keys)
    group_id = _security_group(scope, naming, network)
    build_log_group(
        scope, "log-group-proxy", f"/aws/rds/proxy/{name}", key=keys.logs, retention_days=database.logs.retention_days
    )
    proxy = aws.DbProxy(
        scope,
        "proxy",
        name=name,
        engine_family="POSTGRESQL",
        require_tls=True,
        # It would log statements with their values.
        debug_logging=False,
        idle_client_timeout=spec.idle_client_timeout_seconds,
        role_arn=role_arn,
        auth=[
            aws.DbProxyAuth(
                auth_scheme="SECRETS",
                secret_arn=secret.arn,
                iam_auth="DISABLED",
                client_password_auth_type="POSTGRES_SCRAM_SHA_256",
                description=f"Credential of {secret.name}",
            )
        ],
        vpc_subnet_ids=list(network.private_subnet_ids),
        vpc_security_group_ids=[group_id],
        depends_on=[permissions, scope.construct("log-group-proxy")],
        tags={"Name": name},
    )
    target = _target(scope.at(spec), spec, proxy, cluster_identifier, after)
    reader_host = proxy.endpoint
    if database.readers.count:
        reader_host = _reader_endpoint(scope, naming, proxy, network, group_id)
    return ProxyExports(name=proxy.name, host=proxy.endpoint, reader_host=reader_host, target=target)


def _target(scope: Scope, spec: Proxy, proxy: Any, cluster_identifier: str, after: Sequence[Any]) -> Any:
    group = aws.DbProxyDefaultTargetGroup(
        scope,
        "proxy-target-group",
        db_proxy_name=proxy.name,
        connection_pool_config=aws.DbProxyDefaultTargetGroupConnectionPoolConfig(
            max_connections_percent=spec.max_connections_percent,
            max_idle_connections_percent=spec.max_idle_connections_percent,
            connection_borrow_timeout=spec.borrow_timeout_seconds,
        ),
    )
    return aws.DbProxyTarget(
        scope,
        "proxy-target",
        db_proxy_name=proxy.name,
        target_group_name=group.name,
        db_cluster_identifier=cluster_identifier,
        # A cluster without an available writer is refused as a target.
        depends_on=list(after),
    )


def _reader_endpoint(
    scope: Scope, naming: Naming, proxy: Any, network: NetworkExports, group_id: SecurityGroupId
) -> str:
    name = naming.name("proxy", f"readers-{network.zones_qualifier}")
    endpoint = aws.DbProxyEndpoint(
        scope,
        "proxy-readers",
        db_proxy_endpoint_name=name,
        db_proxy_name=proxy.name,
        target_role="READ_ONLY",
        vpc_subnet_ids=list(network.private_subnet_ids),
        vpc_security_group_ids=[group_id],
        tags={"Name": name},
    )
    return str(endpoint.endpoint)


def _role(scope: Scope, naming: Naming, secret: SecretExports, account: Account, keys: KeyExports) -> tuple[str, Any]:
    """ARN of the role that reads the one secret, and its policy to wait for."""
    name = naming.name("role", "proxy")
    role = aws.IamRole(
        scope,
        "role-proxy",
        name=name,
        description="Lets the database proxy read the application's credential",
        # As AWS documents it. RDS is not known to send its source when it assumes the role of a proxy, and a condition
        # that it does not meet leaves the proxy without a password, and every payment at 503.
        assume_role_policy=trust("rds.amazonaws.com"),
        tags={"Name": name},
    )
    via = {"StringEquals": {"kms:ViaService": f"secretsmanager.{account.region}.amazonaws.com"}}
    permissions = aws.IamRolePolicy(
        scope,
        "role-proxy-policy",
        name=naming.name("policy", "proxy"),
        role=role.name,
        policy=policy(
            statement("ReadSecret", ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], secret.arn),
            statement("DecryptSecret", ["kms:Decrypt"], keys.secrets, conditions=via),
        ),
    )
    return role.arn, permissions


def _security_group(scope: Scope, naming: Naming, network: NetworkExports) -> SecurityGroupId:
    """The proxy's own group between the functions' and the database's, with the four rules that join them."""
    purpose = "Database proxy: from the functions, to the database"
    proxy = security_group(scope, naming, "proxy", purpose, network.vpc_id)
    open_port(scope, "functions", "proxy", network.function_security_group_id, proxy, PORT, "PostgreSQL")
    open_port(scope, "proxy", "database", proxy, network.database_security_group_id, PORT, "PostgreSQL")
    return proxy
