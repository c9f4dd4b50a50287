"""The environment variables of a function: what its grants name, and what the spec adds."""

from __future__ import annotations

from generator.builders.database import DatabaseExports
from generator.builders.functions.grantable import Grantable, needs
from generator.environment_variables import METRICS_NAMESPACE, variable
from generator.naming import Naming
from generator.spec.model.functions import Function


def environment_of(function: Function, naming: Naming, grantable: Grantable) -> dict[str, str]:
    """All variables by name. Rules FUN007 to FUN009 have made sure that they suit Lambda and each other."""
    variables = {
        "ENVIRONMENT_SUFFIX": naming.suffix,
        "POWERTOOLS_LOG_LEVEL": function.log_level,
        "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
        "POWERTOOLS_SERVICE_NAME": naming.name("lambda", function.name),
    }
    if function.database:
        variables |= _database(grantable.database)
    for kind, grant in needs(function):
        name = variable(kind, grant.name)
        if name is not None:
            variables[name] = grantable.find(kind, grant).value
    variables |= {item.name: item.value for item in function.environment}
    return dict(sorted(variables.items()))


def _database(database: DatabaseExports) -> dict[str, str]:
    return {
        "DATABASE_HOST": database.host,
        "DATABASE_NAME": database.name,
        "DATABASE_PORT": str(database.port),
        "DATABASE_READER_HOST": database.reader_host,
    }
