"""A listener rule behind a wider one never sees a request: its target silently gets none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.listener_rules import PlannedRule, plan_rules
from generator.spec.model import Environment

CODE = "LBR005"
LEVEL = "error"
SUMMARY = "a listener rule is never reached"
SOURCE = "Elastic Load Balancing, Listener rules for your Application Load Balancer"
WAIVABLE = True


def check(env: Environment) -> Iterator[Finding]:
    rules = [rule for rule in plan_rules(env.load_balancer, env.api.routes) if rule.colour is None]
    for place, rule in enumerate(rules):
        wider = next((earlier for earlier in rules[:place] if _covers(earlier, rule)), None)
        # Two routes that want the same requests are API002's.
        if wider is None or _both_routes(wider, rule):
            continue
        remedy = f"give it a priority below {wider.priority}, or narrow {_shown(wider)}"
        message = f"{_shown(rule)} is never reached: {_shown(wider)} comes first and takes all of its requests"
        yield Finding(CODE, rule.pointer, f"{message}; {remedy}")


def _shown(rule: PlannedRule) -> str:
    kind, _, name = rule.name.partition("-")
    return f"{kind} {name!r}"


def _both_routes(one: PlannedRule, other: PlannedRule) -> bool:
    return one.name.startswith("route-") and other.name.startswith("route-")


def _covers(wide: PlannedRule, narrow: PlannedRule) -> bool:
    """Whether every request that fits `narrow` fits `wide`."""
    return (
        _values_cover(wide.paths, narrow.paths)
        and (not wide.methods or (bool(narrow.methods) and set(narrow.methods) <= set(wide.methods)))
        and all(_header_covered(name, values, narrow) for name, values in wide.headers)
    )


def _header_covered(name: str, values: tuple[str, ...], narrow: PlannedRule) -> bool:
    return any(name.lower() == other.lower() and _values_cover(values, asked, True) for other, asked in narrow.headers)


def _values_cover(wide: tuple[str, ...], narrow: tuple[str, ...], ignore_case: bool = False) -> bool:
    if not wide:
        return True
    return bool(narrow) and all(any(_pattern_covers(one, other, ignore_case) for one in wide) for other in narrow)


def _pattern_covers(wide: str, narrow: str, ignore_case: bool) -> bool:
    """A `*` of `narrow` is a letter that only a `*` of `wide` takes; so is `?` for `?` and `*`."""
    parts = {"*": ".*", "?": r"[^*]"}
    pattern = "".join(parts.get(character, re.escape(character)) for character in wide)
    return re.fullmatch(pattern, narrow, re.IGNORECASE if ignore_case else 0) is not None
