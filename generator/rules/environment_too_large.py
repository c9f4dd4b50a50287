"""Lambda refuses a function whose variables have more than 4 KB together."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.lambda_variables import MAXIMUM_BYTES
from generator.diagnostics.findings import Finding
from generator.planning.environment_variables import generated
from generator.spec.model import Environment

CODE = "FUN009"
LEVEL = "error"
SUMMARY = "the environment variables are too large"
SOURCE = "AWS Lambda developer guide, Lambda quotas"

# The value of a generated variable is known to AWS only: a table's name has some 60 bytes, an ARN some 100.
GENERATED_BYTES = 80


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        size = sum(len(variable.name) + len(variable.value.encode()) for variable in function.environment)
        size += sum(len(name) + GENERATED_BYTES for name, _ in generated(function))
        if size > MAXIMUM_BYTES:
            message = (
                f"with those of its grants the variables of {function.name!r} have about {size} bytes, Lambda takes "
                f"{MAXIMUM_BYTES}: move values to 'parameters' and grant those"
            )
            yield Finding(CODE, function.pointer / "environment", message)
