"""Alarms over alarms. A rule refers to the names, so that Terraform makes what is referred to first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.builders.monitoring.alarms import AlarmNames, topic_arns
from generator.builders.monitoring.dimensions import Inventory
from generator.planning.alarm_expression import names, parse, render
from generator.spec.model.monitoring import CompositeAlarm, Monitoring
from generator.stack_plan import Scope, aws, step


@step
def build_composite_alarms(scope: Scope, monitoring: Monitoring, *, alarms: AlarmNames, inventory: Inventory) -> None:
    """Build every composite alarm. `alarms` are the metric alarms below it."""
    known = {address: name for names in alarms.values() for address, name in names.items()}
    for composite in in_order(monitoring.composite_alarms):
        known[composite.name] = _composite(scope.at(composite), composite, monitoring, known, inventory)


def in_order(composites: Sequence[CompositeAlarm]) -> Iterator[CompositeAlarm]:
    """Those that others refer to come first. Rule MON009 has made sure that there is no circle."""
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
    inventory: Inventory,
) -> str:
    name = inventory.naming.name("alarm", composite.name)

    def behind(written: str) -> list[str]:
        return [alarm for address, alarm in known.items() if written in (address, address.partition("/")[0])]

    built = aws.CloudwatchCompositeAlarm(
        scope,
        f"composite-alarm-{composite.name}",
        alarm_name=name,
        alarm_description=composite.description,
        alarm_rule=render(parse(composite.rule), behind),
        **topic_arns(composite, monitoring, inventory.topics),
        tags={"Name": name},
    )
    return str(built.alarm_name)
