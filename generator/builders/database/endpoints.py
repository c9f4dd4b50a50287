"""Where the database is, in Parameter Store: for operators, and for programs outside the stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.builders.parameters import ParameterExports
from generator.engine import aws
from generator.naming import Naming
from generator.refs import Arn

if TYPE_CHECKING:
    from constructs import Construct

FOLDER = "database"


def build_endpoint_parameters(
    scope: Construct, naming: Naming, *, host: str, reader_host: str, key: Arn
) -> dict[str, ParameterExports]:
    """`database/writer-endpoint` and `database/reader-endpoint`, by these paths."""
    hosts = {"writer-endpoint": host, "reader-endpoint": reader_host}
    return {f"{FOLDER}/{leaf}": _parameter(scope, leaf, value, naming, key) for leaf, value in hosts.items()}


def _parameter(scope: Construct, leaf: str, value: str, naming: Naming, key: Arn) -> ParameterExports:
    name = naming.parameter(f"{FOLDER}/{leaf}")
    built = aws.SsmParameter(
        scope,
        f"parameter-{FOLDER}_{leaf}",
        name=name,
        description=f"Host of the database's {leaf.replace('-', ' ')}",
        type="SecureString",
        key_id=key,
        value=value,
        tags={"Name": name},
    )
    return ParameterExports(name=name, arn=Arn(built.arn))
