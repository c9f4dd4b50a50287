"""The database's endpoints in Parameter Store: for operators, and for programs outside the stack."""

from __future__ import annotations

from generator.builders.parameters import ParameterExports, parameter_id
from generator.planning.database_access import READER_ENDPOINT, WRITER_ENDPOINT
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.stack_plan import Scope, aws, step


@step
def build_endpoint_parameters(
    scope: Scope, naming: Naming, *, host: str, reader_host: str, key: Arn
) -> dict[str, ParameterExports]:
    """Build a parameter for each endpoint."""
    hosts = {WRITER_ENDPOINT: host, READER_ENDPOINT: reader_host}
    return {path: _parameter(scope, path, value, naming, key) for path, value in hosts.items()}


def _parameter(scope: Scope, path: str, value: str, naming: Naming, key: Arn) -> ParameterExports:
    name, leaf = naming.parameter(path), path.rpartition("/")[2]
    built = aws.SsmParameter(
        scope,
        parameter_id(path),
        name=name,
        description=f"Host of the database's {leaf.replace('-', ' ')}",
        type="SecureString",
        key_id=key,
        value=value,
        tags={"Name": name},
    )
    return ParameterExports(name=name, arn=Arn(built.arn))
