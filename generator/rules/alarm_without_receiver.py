"""An alarm that notifies no topic is seen only by whoever happens to look."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment
from generator.spec.model.monitoring import Alarm, CompositeAlarm

CODE = "MON013"
LEVEL = "warning"
SUMMARY = "an alarm tells nobody"
SOURCE = "PCI DSS v4.0.1, 10.7.2 and 12.10.5"


def check(env: Environment) -> Iterator[Finding]:
    common = env.monitoring.alarm_topics
    alarms: tuple[Alarm | CompositeAlarm, ...] = (*env.monitoring.alarms, *env.monitoring.composite_alarms)
    for alarm in alarms:
        topics = common if alarm.alarm_topics is None else alarm.alarm_topics
        if not topics:
            at = env.monitoring.pointer if alarm.alarm_topics is None else alarm.pointer
            message = f"alarm {alarm.name!r} tells no topic: set 'alarmTopics'"
            if alarm.alarm_topics is None:
                message = "alarms that name no topic tell nobody: set 'alarmTopics'"
            yield Finding(CODE, at / "alarmTopics", message)
