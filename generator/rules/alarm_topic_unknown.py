"""An alarm notifies topics of this stack, five at most for each of its states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diagnostics.findings import Finding, unknown_name
from generator.diagnostics.spec_path import SpecPath
from generator.spec.model import Environment
from generator.spec.model.monitoring import Alarm, CompositeAlarm, Monitoring

CODE = "MON008"
LEVEL = "error"
SUMMARY = "an alarm tells a topic that does not exist, or too many"
SOURCE = "CloudWatch API reference, PutMetricAlarm, AlarmActions"

ACTIONS = 5


def check(env: Environment) -> Iterator[Finding]:
    known = [topic.name for topic in env.topics]
    monitoring = env.monitoring
    notifiers: tuple[Monitoring | Alarm | CompositeAlarm, ...] = (
        monitoring,
        *monitoring.alarms,
        *monitoring.composite_alarms,
    )
    for each in notifiers:
        yield from _topics(each.alarm_topics or (), known, each.pointer / "alarmTopics")
        yield from _topics(each.ok_topics or (), known, each.pointer / "okTopics")


def _topics(named: Sequence[str], known: Sequence[str], at: SpecPath) -> Iterator[Finding]:
    if len(named) > ACTIONS:
        yield Finding(CODE, at, f"{len(named)} topics: AWS takes {ACTIONS}; let one topic have more subscriptions")
    for index, name in enumerate(named):
        if name not in known:
            remedy = f": add it to 'topics', or set {at[-1]!r} to one of {', '.join(known)}"
            yield unknown_name(CODE, at / index, f"there is no topic {name!r}", name, known, remedy)
