"""Plan the rules of the load balancer's listener: which requests go where, and in what order.

There is a rule for each route of the API and each entry of `loadBalancer.rules`. Where a target has two colours, two
rules before it let a header force one. A priority follows from the rule's specificity and name, not from its position
in the spec, so that adding a rule moves no other: two rules that swap numbers in one apply would stop it. The
exception: where two equally specific rules prefer the same number, the second by name moves on. Of additions to ten
routes of two segments, one in two hundred moves another.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from generator.diagnostics.spec_path import SpecPath
from generator.planning.plan_steps import step
from generator.spec.model.api import Route
from generator.spec.model.functions import COLOURS, Colour
from generator.spec.model.load_balancer import ListenerRule, LoadBalancer, Target

# A slot has three priorities: force blue, force green, and the weighted rule. AWS takes 1 to 50000.
PRIORITIES_PER_SLOT = 3
MAX_DEPTH = 6

# Slots for the rules of one specificity, by the depth of their path; 0 is for no path. Most are where routes usually
# are, so that two seldom prefer the same; a listener takes 100 rules, which is 33 with the two that force colours.
# Rules that find all slots taken keep the one that they prefer: rule LBR004 reports it.
WITH_HEADERS = 60
WITH_METHODS = {1: 400, 2: 1000, 3: 500, 4: 80, 5: 34, 6: 34, 0: 100}
WITHOUT_METHODS = {1: 80, 2: 100, 3: 50, 4: 10, 5: 10, 6: 10, 0: 10}


class Specificity(NamedTuple):
    """How specific a rule without a priority is, the most specific first: headers, then the deeper path,
    then the one whose first fixed segment comes earlier, as API Gateway chooses between its resources, then methods."""

    without_headers: bool
    inverse_depth: int
    wildcards: int
    without_methods: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRule:
    """`colour`: the one that the rule forces, None where the weights decide. `headers`: name and values of each."""

    pointer: SpecPath
    name: str
    target: str
    colour: Colour | None
    paths: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[tuple[str, tuple[str, ...]], ...]
    priority: int

    def condition_values(self) -> int:
        """Return how many values the conditions of a rule have: AWS counts all of them together."""
        return len(self.paths) + len(self.methods) + sum(len(values) for _, values in self.headers)

    def wildcards(self) -> int:
        patterns = [*self.paths, *(value for _, values in self.headers for value in values)]
        return sum(pattern.count("*") + pattern.count("?") for pattern in patterns)


@step
def plan_rules(balancer: LoadBalancer, routes: Sequence[Route]) -> tuple[PlannedRule, ...]:
    """Return every rule of the listener, in the order in which AWS evaluates them."""
    weighted = _with_priorities([*map(_route_rule, routes), *map(_spec_rule, balancer.rules)])
    targets = {target.name: target for target in balancer.targets}
    planned = [rule for base in weighted for rule in _with_colours(base, targets.get(base.target), balancer)]
    return tuple(sorted(planned, key=lambda rule: rule.priority))


def _route_rule(route: Route) -> PlannedRule:
    pattern = "".join("/*" if segment.startswith("{") else f"/{segment}" for segment in route.segments())
    return PlannedRule(
        pointer=route.pointer,
        name=f"route-{route.name}",
        target=route.target,
        colour=None,
        paths=(pattern,),
        methods=(route.method,),
        headers=(),
        priority=0,
    )


def _spec_rule(rule: ListenerRule) -> PlannedRule:
    return PlannedRule(
        pointer=rule.pointer,
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


def _with_priorities(rules: Sequence[PlannedRule]) -> Iterator[PlannedRule]:
    """The rules with their priorities. The few whose slot is taken go to the next free one, in the order of names."""
    taken = {rule.priority - step for rule in rules if rule.priority for step in range(PRIORITIES_PER_SLOT)}
    for rule in sorted(rules, key=lambda rule: rule.name):
        if rule.priority:
            yield rule
            continue
        slots = SLOTS[rule_specificity(rule)]
        preferred = preferred_slot(rule)
        first = slots.index(preferred)
        options = (slots[(first + step) % len(slots)] for step in range(len(slots)))
        free = next((slot for slot in options if taken.isdisjoint(_priorities(slot))), preferred)
        taken |= _priorities(free)
        yield replace(rule, priority=max(_priorities(free)))


def preferred_slot(rule: PlannedRule) -> int:
    """Return the slot of a rule if it is free: its specificity and its name decide."""
    slots = SLOTS[rule_specificity(rule)]
    return slots[int.from_bytes(hashlib.sha256(rule.name.encode()).digest()[:8], "big") % len(slots)]


def rule_specificity(rule: PlannedRule) -> Specificity:
    """Return the specificity of a rule: of several paths, that of the one that is evaluated last."""
    without_headers, without_methods = not rule.headers, not rule.methods
    inverse_depth, wildcards = max(map(_path_specificity, rule.paths), default=(MAX_DEPTH, 0))
    return Specificity(without_headers, inverse_depth, wildcards if without_headers else 0, without_methods)


def _path_specificity(path: str) -> tuple[int, int]:
    segments = path.split("/")[1:][:MAX_DEPTH]
    wildcards = "".join("1" if set("*?") & set(segment) else "0" for segment in segments)
    return MAX_DEPTH - len(segments), int(wildcards, 2)


def _slots() -> dict[Specificity, range]:
    """The slots of every specificity, the most specific first."""
    sizes = {
        Specificity(without_headers, MAX_DEPTH - depth, wildcards, bool(without_methods)): size
        if without_headers
        else WITH_HEADERS
        for without_methods, by_depth in enumerate((WITH_METHODS, WITHOUT_METHODS))
        for depth, size in by_depth.items()
        for without_headers in (False, True)
        for wildcards in range(2**depth if without_headers else 1)
    }
    ends = itertools.accumulate(sizes[specificity] for specificity in sorted(sizes))
    return {
        specificity: range(end - sizes[specificity], end) for specificity, end in zip(sorted(sizes), ends, strict=True)
    }


def _priorities(slot: int) -> set[int]:
    return {slot * PRIORITIES_PER_SLOT + step for step in range(1, PRIORITIES_PER_SLOT + 1)}


SLOTS = _slots()
