"""Find the values of a spec that are names of entries elsewhere in it: `target` of a route names one of the targets.

The rules check these names, each where it knows what follows; editors follow, complete and rename them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from generator.diagnostics.spec_path import SpecPath
from generator.spec.node import Node, find

# Values by path, `[]` for the position in a list, and the list whose entry they name; with `[]` the one in the same
# entry. A list in braces is chosen by the key of that name beside the value, or beside the list that holds it.
REFERENCES: Mapping[str, str] = {
    "api.routes[].body": "api.models",
    "api.routes[].target": "loadBalancer.targets",
    "audit.trail.dataEvents[].include[]": "{of}",
    "database.proxy.secret": "secrets",
    "functions[].events.tables[].name": "tables",
    "functions[].grants.buckets[].name": "buckets",
    "functions[].grants.functions[].name": "functions",
    "functions[].grants.parameters[].name": "parameters",
    "functions[].grants.secrets[].name": "secrets",
    "functions[].grants.tables[].name": "tables",
    "functions[].grants.topics[].name": "topics",
    "loadBalancer.rules[].target": "loadBalancer.targets",
    "loadBalancer.targets[].blue.function": "functions",
    "loadBalancer.targets[].green.function": "functions",
    "migration.relay.certificates": "secrets",
    "migration.rollout.guards[]": "monitoring.alarms",
    "migration.rollout.targets[]": "loadBalancer.targets",
    "migration.rollout.topic": "topics",
    "migration.source.secret": "secrets",
    "monitoring.alarmTopics[]": "topics",
    "monitoring.alarms[].alarmTopics[]": "topics",
    "monitoring.alarms[].exclude[]": "{forEach}",
    "monitoring.alarms[].include[]": "{forEach}",
    "monitoring.alarms[].metrics[].named": "{of}",
    "monitoring.alarms[].okTopics[]": "topics",
    "monitoring.compositeAlarms[].alarmTopics[]": "topics",
    "monitoring.compositeAlarms[].okTopics[]": "topics",
    "monitoring.dashboards[].widgets[].exclude[]": "{forEach}",
    "monitoring.dashboards[].widgets[].include[]": "{forEach}",
    "monitoring.dashboards[].widgets[].metrics[].named": "{of}",
    "monitoring.logMetrics[].include[]": "{of}",
    "monitoring.okTopics[]": "topics",
    "rollouts[].checks[]": "functions",
    "rollouts[].guards[]": "monitoring.alarms",
    "rollouts[].targets[]": "loadBalancer.targets",
    "rollouts[].topic": "topics",
    "secrets[].rotation.function": "functions",
    "tables[].globalSecondaryIndexes[].hashKey": "tables[].attributes",
    "tables[].globalSecondaryIndexes[].rangeKey": "tables[].attributes",
    "tables[].hashKey": "tables[].attributes",
    "tables[].localSecondaryIndexes[].rangeKey": "tables[].attributes",
    "tables[].rangeKey": "tables[].attributes",
}
# Expressions that name entries within a text.
EXPRESSIONS: Mapping[str, tuple[str, re.Pattern[str]]] = {
    "monitoring.compositeAlarms[].rule": ("monitoring.alarms", re.compile(r"\((?P<name>[a-z][a-z0-9-]*)\)")),
}
# What `of` and `forEach` say, and the list that they mean; what is not here has no entries with names.
KINDS: Mapping[str, str] = {
    "alias": "functions",
    "buckets": "buckets",
    "colours": "loadBalancer.targets",
    "checkedColours": "loadBalancer.targets",
    "function": "functions",
    "functions": "functions",
    "index": "tables",
    "indexes": "tables",
    "log": "monitoring.logMetrics",
    "queue": "functions",
    "service": "functions",
    "rotations": "functions",
    "route": "api.routes",
    "routedFunctions": "functions",
    "routes": "api.routes",
    "table": "tables",
    "tables": "tables",
    "target": "loadBalancer.targets",
    "topic": "topics",
    "topics": "topics",
}


@dataclass(frozen=True, slots=True)
class NameUse:
    """A name that is used: the path of its value, the list that has the entry (by names), where in the value it is."""

    path: SpecPath
    section: SpecPath
    name: str
    offset: int = 0


def name_uses(node: Node, whole: Node | None = None) -> Iterator[NameUse]:
    """Yield the names that a node tree of one file uses. `whole` is the merged spec, for what other layers say."""
    for pattern in (*REFERENCES, *EXPRESSIONS):
        for path in _paths(node, SpecPath(), _steps(pattern)):
            yield from _uses(node, path, whole)


def section_at(node: Node, path: SpecPath, whole: Node | None = None) -> SpecPath | None:
    """Return the list whose entry a value at the path names, by names; None where it names nothing."""
    pattern = without_positions(path)
    section = REFERENCES.get(pattern) or EXPRESSIONS.get(pattern, ("",))[0]
    if section.startswith("{"):
        section = _chosen(node, path, section.strip("{}"), whole)
    return _by_names(node, path, _steps(section)) if section else None


def section_of_entry(node: Node, path: SpecPath) -> SpecPath | None:
    """Return the list of which the `name` at a path names an entry; None where no other value can name it."""
    section = without_positions(path).removesuffix("[].name")
    if len(path) < 2 or path[-1] != "name" or section not in sections():
        return None
    return _by_names(node, path, _steps(section))


def without_positions(path: SpecPath) -> str:
    """Return a path without its positions: `tables[].attributes[].name`."""
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


@cache
def sections() -> frozenset[str]:
    """Return the lists whose entries can be named elsewhere."""
    named = (section for section in REFERENCES.values() if not section.startswith("{"))
    return frozenset((*named, *KINDS.values(), *(section for section, _ in EXPRESSIONS.values())))


def _uses(node: Node, path: SpecPath, whole: Node | None) -> Iterator[NameUse]:
    value, section, pattern = find(node, path), section_at(node, path, whole), without_positions(path)
    if value is None or section is None or not isinstance(value.value, str):
        return
    if pattern in EXPRESSIONS:
        for found in EXPRESSIONS[pattern][1].finditer(value.value):
            yield NameUse(path, section, found["name"], found.start("name"))
        return
    # What is taken or left out of a kind may go on with the index or colour: `transactions/by-merchant`.
    name = value.value.partition("/")[0] if isinstance(path[-1], int) else value.value
    yield NameUse(path, section, name)


def _chosen(node: Node, path: SpecPath, key: str, whole: Node | None) -> str:
    """The list that a key of the same entry means, in this file or in another layer."""
    holder = SpecPath(path[:-2]) if isinstance(path[-1], int) else path.parent
    chooser = find(node, holder / key) or (_elsewhere(node, holder / key, whole) if whole else None)
    return KINDS.get(str(chooser.value), "") if chooser is not None else ""


def _by_names(node: Node, path: SpecPath, section: tuple[str, ...]) -> SpecPath | None:
    """The path of a list with names for positions, which it shares with the path of a value."""
    found = SpecPath()
    for position, step in enumerate(section):
        entry = find(node, SpecPath(path[: position + 1])) if step == "[]" else None
        if step == "[]" and (entry is None or entry.name is None):
            return None
        found /= step if entry is None or entry.name is None else entry.name
    return found


def _elsewhere(node: Node, path: SpecPath, whole: Node) -> Node | None:
    """What another layer has at a path, whose entries are found by their names."""
    for step in path:
        inner = find(node, SpecPath((step,))) or Node({})
        if isinstance(step, int) and isinstance(whole.value, tuple):
            other = next((entry for entry in whole.value if entry.name is not None and entry.name == inner.name), None)
        else:
            other = find(whole, SpecPath((step,)))
        if other is None:
            return None
        node, whole = inner, other
    return whole


@cache
def _steps(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.replace("[]", ".[]").split("."))


def _paths(node: Node, at: SpecPath, steps: tuple[str, ...]) -> Iterator[SpecPath]:
    if not steps:
        yield at
    elif steps[0] == "[]" and isinstance(node.value, tuple):
        for index, entry in enumerate(node.value):
            yield from _paths(entry, at / index, steps[1:])
    elif isinstance(node.value, dict) and steps[0] in node.value:
        yield from _paths(node.value[steps[0]], at / steps[0], steps[1:])
