"""The environment variables of a function: those of its grants, and those of the spec."""

from __future__ import annotations

from generator.builders.database import DatabaseExports
from generator.builders.functions.grant_targets import GrantTargets, function_grants
from generator.planning.database_access import bypasses_proxy
from generator.planning.environment_variables import METRICS_NAMESPACE, variable
from generator.planning.migration import FunctionSettings
from generator.planning.naming import Naming
from generator.spec.model.functions import Function


def environment_variables(
    function: Function, naming: Naming, grant_targets: GrantTargets, *, tenancy: str, move: FunctionSettings
) -> dict[str, str]:
    """Return all variables by name; `move` is what a migration adds.

    Rules FUN007 to FUN009 have checked that Lambda accepts them and that no two clash.
    """
    variables = {
        "ENVIRONMENT_SUFFIX": naming.suffix,
        "PAYMENTS_TENANCY": tenancy,
        "POWERTOOLS_LOG_LEVEL": function.log_level,
        "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
        "POWERTOOLS_SERVICE_NAME": naming.name("lambda", function.name),
    }
    if function.database:
        variables |= _database(function, grant_targets.database)
    for kind, grant in function_grants(function):
        name = variable(kind, grant.name)
        if name is not None:
            variables[name] = grant_targets.find(kind, grant).value
    variables |= move.values.get(function.name, {})
    for name, secret in move.secrets.get(function.name, {}).items():
        variables[name] = grant_targets.secret(secret).value
    variables |= {item.name: item.value for item in function.environment}
    return dict(sorted(variables.items()))


def _database(function: Function, database: DatabaseExports) -> dict[str, str]:
    """The proxy's hosts for those whom it lets in, the cluster's for the others."""
    direct = bypasses_proxy(function)
    return {
        "DATABASE_HOST": database.cluster_host if direct else database.host,
        "DATABASE_NAME": database.name,
        "DATABASE_PORT": str(database.port),
        "DATABASE_READER_HOST": database.cluster_reader_host if direct else database.reader_host,
    }
