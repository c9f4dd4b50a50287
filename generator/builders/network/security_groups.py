"""The security groups of the tiers. Each rule names its one port and its purpose; what is not named is refused.

The rules that lead to a concern of its own (the proxy, the balancer's targets) are made where that concern is built.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generator.aws.aurora import PORT
from generator.planning.naming import Naming
from generator.planning.references import SecurityGroupId
from generator.stack_plan import Scope, aws, step

HTTPS = 443
PURPOSES = {
    "functions": "Lambda functions: out to the database and to AWS endpoints",
    "alb": "Load balancer: in from the API, out to addresses on-premises",
    "database": "Aurora: in from the functions and the proxy",
    "endpoints": "Interface endpoints: in from the functions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityGroups:
    functions: SecurityGroupId
    balancer: SecurityGroupId
    database: SecurityGroupId
    endpoints: SecurityGroupId


@step
def build_security_groups(
    scope: Scope, naming: Naming, *, vpc_id: str, functions_after: Sequence[Any]
) -> SecurityGroups:
    """Build the groups, and the rules of the functions."""
    after = {"functions": functions_after}
    ids = {
        qualifier: security_group(scope, naming, qualifier, purpose, vpc_id, after.get(qualifier, ()))
        for qualifier, purpose in PURPOSES.items()
    }
    open_port(scope, "functions", "database", ids["functions"], ids["database"], PORT, "PostgreSQL")
    open_port(scope, "functions", "endpoints", ids["functions"], ids["endpoints"], HTTPS, "AWS services over HTTPS")
    return SecurityGroups(
        functions=ids["functions"], balancer=ids["alb"], database=ids["database"], endpoints=ids["endpoints"]
    )


def security_group(
    scope: Scope, naming: Naming, qualifier: str, purpose: str, vpc_id: str, after: Sequence[Any] = ()
) -> SecurityGroupId:
    """Build a group without a rule."""
    name = naming.name("security-group", qualifier)
    group = aws.SecurityGroup(
        scope,
        f"security-group-{qualifier}",
        name=name,
        description=purpose,
        vpc_id=vpc_id,
        revoke_rules_on_delete=True,
        depends_on=list(after) or None,
        tags={"Name": name},
    )
    return SecurityGroupId(group.id)


def open_port(
    scope: Scope,
    source: str,
    target: str,
    source_id: SecurityGroupId,
    target_id: SecurityGroupId,
    port: int,
    description: str,
) -> None:
    """Open one port from a group to another: egress of the one and ingress of the other."""
    ports = {"ip_protocol": "tcp", "from_port": port, "to_port": port}
    aws.VpcSecurityGroupEgressRule(
        scope,
        f"{source}-egress-{target}",
        security_group_id=source_id,
        referenced_security_group_id=target_id,
        description=f"{description}, from the {source} to the {target}",
        **ports,
    )
    aws.VpcSecurityGroupIngressRule(
        scope,
        f"{target}-ingress-{source}",
        security_group_id=target_id,
        referenced_security_group_id=source_id,
        description=f"{description}, from the {source} to the {target}",
        **ports,
    )
