"""Below one path API Gateway takes one parameter, by one name; and a path names each of its parameters once."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API003"
LEVEL = "error"
SUMMARY = "path parameters contradict each other"
SOURCE = "API Gateway API reference, CreateResource"


def check(env: Environment) -> Iterator[Finding]:
    parameters: dict[tuple[str, ...], tuple[str, str]] = {}
    for route in env.api.routes:
        names = route.path_parameters()
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            yield Finding(
                CODE, route.pointer / "path", f"the parameter {name!r} stands twice in {route.path!r}: rename one"
            )
        for depth, segment in enumerate(route.segments()):
            if not segment.startswith("{"):
                continue
            above = route.segments()[:depth]
            known, owner = parameters.setdefault(above, (segment, route.name))
            if known != segment:
                shown = "/" + "/".join(above)
                message = f"{segment} stands beside {known} of route {owner!r} below {shown!r}: use one name for both"
                yield Finding(CODE, route.pointer / "path", message)
                break
