"""Of two variables with one name only one arrives, and the function uses the wrong table or host."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.planning.environment_variables import generated
from generator.spec.model import Environment

CODE = "FUN008"
LEVEL = "error"
SUMMARY = "two environment variables have one name"
SOURCE = "generator/planning/environment_variables.py"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        first: dict[str, SpecPath] = {}
        for name, at in generated(function):
            if name in first:
                message = (
                    f"this and {_variable_origin(first[name], env)} come in one variable, {name}: rename one of them"
                )
                yield Finding(CODE, at, message)
            first.setdefault(name, at)
        for variable in function.environment:
            if variable.name in first:
                origin = _variable_origin(first[variable.name], env)
                message = f"{variable.name!r} is set by the platform from {origin}: drop this entry"
                yield Finding(CODE, variable.pointer / "name", message)


def _variable_origin(at: SpecPath, env: Environment) -> str:
    """The part of a function that asks for a variable, in the words of the spec."""
    function = env.functions[int(at[1])]
    kind, index = (str(at[3]), at[4]) if at[2] == "grants" else ("", 0)
    return f"the grant of {function.grants.by_kind()[kind][int(index)].name!r}" if kind else f"{at[2]!r}"
