"""Functions that call each other in a circle may go round for ever, and each round is paid for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from generator.diagnostics.findings import Finding
from generator.planning.migration import PROCESSING, RELAY
from generator.spec.model import Environment

CODE = "FUN010"
LEVEL = "warning"
SUMMARY = "functions may call each other in a circle"
SOURCE = "AWS Lambda developer guide, Recursive loop detection"

# What is handed over is never handed over again: lambda_src/adapters and lambda_src/payment_relay see to it.
ENDS = ({PROCESSING, RELAY},)


def check(env: Environment) -> Iterator[Finding]:
    calls = {function.name: [grant.name for grant in function.grants.functions] for function in env.functions}
    for function in env.functions:
        circle = _circle(function.name, calls)
        if not circle or set(circle) in ENDS:
            continue
        grant = next(grant for grant in function.grants.functions if grant.name == circle[1])
        path = " calls ".join(circle)
        message = f"{path}: make sure that the calls end, or break the circle with a topic"
        yield Finding(CODE, grant.pointer / "name", message)


def _circle(start: str, calls: Mapping[str, Sequence[str]]) -> list[str]:
    """The shortest way from a function back to itself, the function at both ends; empty where there is none."""
    caller: dict[str, str] = {}
    queue = deque([start])
    while queue and start not in caller:
        here = queue.popleft()
        for called in calls.get(here, ()):
            if called not in caller:
                caller[called] = here
                queue.append(called)
    if start not in caller:
        return []
    path = [start, caller[start]]
    while path[-1] != start:
        path.append(caller[path[-1]])
    return path[::-1]
