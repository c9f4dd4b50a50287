"""Functions that call each other in a circle may go round for ever, and each round is paid for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.findings import Finding
from generator.spec.model import Environment

CODE = "FUN010"
SUMMARY = "functions may call each other in a circle"
SOURCE = "AWS Lambda developer guide, Recursive loop detection"


def check(env: Environment) -> Iterator[Finding]:
    calls = {function.name: [grant.name for grant in function.grants.functions] for function in env.functions}
    for function in env.functions:
        for grant in function.grants.functions:
            way = _way(grant.name, function.name, calls)
            if way is not None:
                circle = " calls ".join([function.name, *way])
                message = f"{circle}: make sure that the calls end, or break the circle with a topic"
                yield Finding(CODE, grant.at / "name", message, level="warning")


def _way(start: str, goal: str, calls: Mapping[str, Sequence[str]]) -> list[str] | None:
    """The functions on the shortest way from one to another, both included."""
    ways, seen = [[start]], {start}
    for way in ways:
        if way[-1] == goal:
            return way
        ways += [[*way, called] for called in calls.get(way[-1], ()) if called not in seen]
        seen.update(calls.get(way[-1], ()))
    return None
