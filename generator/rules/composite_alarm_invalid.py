"""A composite alarm needs the alarms that its rule names, and cannot name itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.diagnostics.findings import Finding, unknown_name
from generator.planning.alarm_expression import AlarmRule, AlarmRuleError, names, parse, render
from generator.planning.alarms import plan_alarms
from generator.planning.metric_targets import metric_targets
from generator.planning.naming import NameTooLongError, Naming
from generator.spec.model import Environment
from generator.spec.model.monitoring import CompositeAlarm

CODE = "MON009"
LEVEL = "error"
SUMMARY = "the rule of a composite alarm that CloudWatch refuses"
SOURCE = "CloudWatch API reference, PutCompositeAlarm"

CHILDREN, CHARACTERS = 100, 10_240


def check(env: Environment) -> Iterator[Finding]:
    written = {alarm.name for alarm in env.monitoring.alarms}
    rules: dict[str, AlarmRule] = {}
    for composite in env.monitoring.composite_alarms:
        if composite.name in written:
            message = f"there is an alarm {composite.name!r}, and AWS keeps both in one list: take another name"
            yield Finding(CODE, composite.pointer / "name", message)
        try:
            rules[composite.name] = parse(composite.rule)
        except AlarmRuleError as error:
            yield Finding(
                CODE, composite.pointer / "rule", f"{error}: write it like ALARM(a) AND NOT (OK(b) OR ALARM(c))"
            )
    behind = _alarms_behind(env)
    for composite in env.monitoring.composite_alarms:
        if composite.name in rules:
            yield from _rule(composite, rules, behind, [*written, *behind])


def _alarms_behind(env: Environment) -> Mapping[str, list[str]]:
    """The names in AWS behind what a rule may say."""
    naming, behind = Naming(env.environment_suffix), dict[str, list[str]]()
    for alarm in env.monitoring.alarms:
        behind[alarm.name] = []
    for planned in plan_alarms(env.monitoring, metric_targets(env)):
        for word in dict.fromkeys((planned.alarm.name, planned.address)):
            behind.setdefault(word, []).append(_name(naming, planned.qualifier))
    for composite in env.monitoring.composite_alarms:
        behind[composite.name] = [_name(naming, composite.name)]
    return behind


def _name(naming: Naming, qualifier: str) -> str:
    try:
        return naming.name("alarm", qualifier)
    except NameTooLongError:  # rule NAM001 tells of it
        return qualifier


def _rule(
    composite: CompositeAlarm, rules: Mapping[str, AlarmRule], behind: Mapping[str, list[str]], known: list[str]
) -> Iterator[Finding]:
    at, rule = composite.pointer / "rule", rules[composite.name]
    unknown = [name for name in dict.fromkeys(names(rule)) if name not in behind]
    for name in unknown:
        yield unknown_name(CODE, at, f"there is no alarm {name!r}", name, known)
    if composite.name in _referenced_names(composite.name, rules):
        yield Finding(CODE, at, f"{composite.name!r} is over itself: an alarm can't wait for its own state")
    if unknown:
        return
    children = {alarm for name in names(rule) for alarm in behind[name]}
    if not children:
        yield Finding(CODE, at, "it is over no alarm: the stack has none of what it names")
    if len(children) > CHILDREN:
        yield Finding(
            CODE, at, f"it is over {len(children)} alarms, AWS takes {CHILDREN}: name fewer, or join some first"
        )
    length = len(render(rule, lambda name: behind[name]))
    if length > CHARACTERS:
        yield Finding(CODE, at, f"it has {length} characters with the alarms' full names, AWS takes {CHARACTERS}")


def _referenced_names(start: str, rules: Mapping[str, AlarmRule]) -> set[str]:
    seen, waiting = set[str](), list(names(rules[start]))
    while waiting:
        name = waiting.pop()
        if name not in seen and name in rules:
            seen.add(name)
            waiting += names(rules[name])
    return seen
