"""Composite alarms. A rule refers to the names of other alarms, so that Terraform creates those first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.builders.monitoring.alarms import AlarmNames, alarm_actions
from generator.builders.monitoring.dimensions import MonitoredResources
from generator.planning.alarm_expression import names, parse, render
from generator.spec.model.monitoring import CompositeAlarm, Monitoring
from generator.stack_plan import Scope, aws, step


@step
def build_composite_alarms(
    scope: Scope, monitoring: Monitoring, *, alarms: AlarmNames, resources: MonitoredResources
) -> None:
    """Build every composite alarm. `alarms` are the metric alarms below it."""
    known = {address: name for names in alarms.values() for address, name in names.items()}
    for composite in in_order(monitoring.composite_alarms):
        known[composite.name] = _composite(scope.at(composite), composite, monitoring, known, resources)


def in_order(composites: Sequence[CompositeAlarm]) -> Iterator[CompositeAlarm]:
    """Return the composite alarms, those that others refer to first. Rule MON009 has excluded circles."""
    waiting = {composite.name: composite for composite in composites}
    while waiting:
        ready = [item for item in waiting.values() if waiting.keys().isdisjoint(names(parse(item.rule)))]
        for composite in ready:
            yield waiting.pop(composite.name)


def _composite(
    scope: Scope,
    composite: CompositeAlarm,
    monitoring: Monitoring,
    known: Mapping[str, str],
    resources: MonitoredResources,
) -> str:
    name = resources.naming.name("alarm", composite.name)

    def alarm_names(written: str) -> list[str]:
        return [alarm for address, alarm in known.items() if written in (address, address.partition("/")[0])]

    built = aws.CloudwatchCompositeAlarm(
        scope,
        f"composite-alarm-{composite.name}",
        alarm_name=name,
        alarm_description=composite.description,
        alarm_rule=render(parse(composite.rule), alarm_names),
        **alarm_actions(composite, monitoring, resources.topics),
        tags={"Name": name},
    )
    return str(built.alarm_name)
