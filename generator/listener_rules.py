"""The rules of the balancer's listener, planned before there is a listener: which requests go where, and in what order.

Each route of the API brings a rule, and so does each entry of `loadBalancer.rules`. Where a target has two colours, two
rules before it let a header force one. A priority follows from the rule's shape and name alone, not from its place in
the spec: adding a rule moves no other, and AWS never sees two rules that swap numbers in one apply.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.spec.model.api import Route
from generator.spec.model.functions import COLOURS, Colour
from generator.spec.model.load_balancer import ListenerRule, LoadBalancer, Target
from generator.spec.pointer import Pointer

# Priorities from 1 to 50000. A slot has three: force blue, force green, and the weighted rule.
PRIORITIES_A_SLOT = 3
HIGHEST_PRIORITY = 50_000
DEEPEST = 6
HEADER_BAND = 0
PATH_BANDS = 2 ** (DEEPEST + 1) - 2
LAST_BAND = PATH_BANDS + 1
SLOTS = HIGHEST_PRIORITY // ((LAST_BAND + 1) * PRIORITIES_A_SLOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRule:
    """`colour`: the one that the rule forces, None where the weights decide. `headers`: name and values of each."""

    at: Pointer
    name: str
    target: str
    colour: Colour | None
    paths: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[tuple[str, tuple[str, ...]], ...]
    priority: int

    def condition_values(self) -> int:
        """AWS counts the values of all conditions of a rule together."""
        return len(self.paths) + len(self.methods) + sum(len(values) for _, values in self.headers)

    def wildcards(self) -> int:
        patterns = [*self.paths, *(value for _, values in self.headers for value in values)]
        return sum(pattern.count("*") + pattern.count("?") for pattern in patterns)


def plan_rules(balancer: LoadBalancer, routes: Sequence[Route]) -> tuple[PlannedRule, ...]:
    """Every rule of the listener, in the order in which AWS tries them."""
    weighted = _placed([*map(_of_route, routes), *map(_of_spec, balancer.rules)])
    targets = {target.name: target for target in balancer.targets}
    planned = [rule for base in weighted for rule in _with_colours(base, targets.get(base.target), balancer)]
    return tuple(sorted(planned, key=lambda rule: rule.priority))


def _of_route(route: Route) -> PlannedRule:
    pattern = "".join("/*" if segment.startswith("{") else f"/{segment}" for segment in route.segments())
    return PlannedRule(
        at=route.at,
        name=f"route-{route.name}",
        target=route.target,
        colour=None,
        paths=(pattern,),
        methods=(route.method,),
        headers=(),
        priority=0,
    )


def _of_spec(rule: ListenerRule) -> PlannedRule:
    return PlannedRule(
        at=rule.at,
        name=f"rule-{rule.name}",
        target=rule.target,
        colour=None,
        paths=rule.paths,
        methods=rule.methods,
        headers=tuple((header.name, header.values) for header in rule.headers),
        priority=rule.priority or 0,
    )


def _with_colours(base: PlannedRule, target: Target | None, balancer: LoadBalancer) -> Iterator[PlannedRule]:
    yield base
    if target is None or target.green is None or balancer.colour_header is None:
        return
    for steps, colour in enumerate(reversed(COLOURS), start=1):
        headers = (*base.headers, (balancer.colour_header, (colour,)))
        yield replace(
            base, name=f"{colour}-{base.name}", colour=colour, headers=headers, priority=base.priority - steps
        )


def _placed(rules: Sequence[PlannedRule]) -> Iterator[PlannedRule]:
    """The rules with their priorities. The few whose slot is taken go to the next free one, in the order of names."""
    taken = {rule.priority - step for rule in rules if rule.priority for step in range(PRIORITIES_A_SLOT)}
    for rule in sorted(rules, key=lambda rule: rule.name):
        if rule.priority:
            yield rule
            continue
        start = _digest(rule.name) % SLOTS
        options = (_priority(band(rule), (start + step) % SLOTS) for step in range(SLOTS))
        free = next((option for option in options if taken.isdisjoint(_slot(option))), _priority(band(rule), start))
        taken |= _slot(free)
        yield replace(rule, priority=free)


def band(rule: PlannedRule) -> int:
    """Where a rule without a priority belongs: headers first, then the deeper path, then the one whose first fixed
    segment comes earlier, as API Gateway chooses between its resources; a rule without path and header comes last."""
    if rule.headers:
        return HEADER_BAND
    if not rule.paths:
        return LAST_BAND
    return max(_path_band(path) for path in rule.paths)


def _path_band(path: str) -> int:
    segments = path.split("/")[1:][:DEEPEST]
    wildcards = int("".join("1" if set("*?") & set(segment) else "0" for segment in segments), 2)
    deeper = sum(2**depth for depth in range(len(segments) + 1, DEEPEST + 1))
    return 1 + deeper + wildcards


def _priority(in_band: int, slot: int) -> int:
    return (in_band * SLOTS + slot + 1) * PRIORITIES_A_SLOT


def _slot(priority: int) -> set[int]:
    return {priority - step for step in range(PRIORITIES_A_SLOT)}


def _digest(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
