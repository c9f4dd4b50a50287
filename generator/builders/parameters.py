"""Configuration values in SSM Parameter Store, below the environment's own path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.builders.encryption import KeyExports
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.parameters import Parameter
from generator.stack_plan import Scope, aws, step

# What a SecureString holds until somebody writes its value.
UNSET = "unset"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterExports:
    name: str
    arn: Arn


@step
def build_parameters(
    scope: Scope, parameters: Sequence[Parameter], naming: Naming, *, keys: KeyExports
) -> dict[str, ParameterExports]:
    """Build every parameter of the spec; the result is by the name that the spec gives it."""
    return {parameter.name: _parameter(scope.at(parameter), parameter, naming, keys) for parameter in parameters}


def parameter_id(name: str) -> str:
    """Return the construct id. A name holds no underscore, so no two names share an id."""
    return f"parameter-{name.replace('/', '_')}"


@step
def _parameter(scope: Scope, parameter: Parameter, naming: Naming, keys: KeyExports) -> ParameterExports:
    name = naming.parameter(parameter.name)
    outside = parameter.owner == "external" and parameter.value is not None
    built = aws.SsmParameter(
        scope,
        parameter_id(parameter.name),
        name=name,
        description=parameter.description,
        type=parameter.type,
        tier=parameter.tier,
        allowed_pattern=parameter.allowed_pattern,
        key_id=keys.secrets if parameter.type == "SecureString" else None,
        lifecycle={"ignore_changes": ["value"]} if outside else None,
        tags={"Name": name},
        **_value(parameter),
    )
    return ParameterExports(name=name, arn=Arn(built.arn))


def _value(parameter: Parameter) -> Mapping[str, Any]:
    """A value that the spec does not know is written once and never read: it is in no state, and cannot drift."""
    if parameter.value is not None:
        return {"value": parameter.value}
    return {"value_wo": UNSET, "value_wo_version": 1}
