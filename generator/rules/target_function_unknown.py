"""A target group needs the alias of a function that the stack has."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.diagnostics.suggestions import did_you_mean
from generator.spec.model import Environment

CODE = "LBR002"
LEVEL = "error"
SUMMARY = "a target names a function that does not exist"
SOURCE = "generator/builders/load_balancer/targets.py"


def check(env: Environment) -> Iterator[Finding]:
    known = [function.name for function in env.functions]
    for target in env.load_balancer.targets:
        missing = {colour: function for colour, function in target.functions().items() if function not in known}
        places = {
            colour: backend.pointer / "function" if backend.function else target.pointer / "name"
            for colour, backend in target.backends().items()
        }
        for at in dict.fromkeys(places[colour] for colour in missing):
            colours = [colour for colour in missing if places[colour] == at]
            function = missing[colours[0]]
            hint = did_you_mean(function, known) or ": add it to 'functions', or set 'remove: true' on the target"
            who = f"{' and '.join(colours)} of target {target.name!r}"
            yield Finding(CODE, at, f"there is no function {function!r} for {who}{hint}")
