"""An alarm compares one number with one threshold, or with a band: neither less nor more."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding, unknown_name
from generator.spec.model import Environment
from generator.spec.model.monitoring import Alarm

CODE = "MON006"
LEVEL = "error"
SUMMARY = "an alarm that does not say what is compared with what"
SOURCE = "CloudWatch API reference, PutMetricAlarm"

OF_FUNCTIONS = ("functions", "routedFunctions", "unroutedFunctions", "provisionedFunctions", "rotations")


def check(env: Environment) -> Iterator[Finding]:
    for alarm in env.monitoring.alarms:
        yield from _watched(alarm)
        yield from _threshold(alarm)


def _watched(alarm: Alarm) -> Iterator[Finding]:
    names = [query.name for query in alarm.metrics]
    if not names:
        yield Finding(CODE, alarm.pointer, f"alarm {alarm.name!r} measures nothing: add 'metrics'")
    elif alarm.watch is not None and alarm.watch not in names:
        problem = f"there is no metric {alarm.watch!r} in the alarm"
        yield unknown_name(CODE, alarm.pointer / "watch", problem, alarm.watch, names, f": {', '.join(names)}")


def _threshold(alarm: Alarm) -> Iterator[Finding]:
    of_band = "Upper" in alarm.comparison or "Lower" in alarm.comparison
    if alarm.threshold is None and alarm.anomaly_band is None:
        yield Finding(
            CODE, alarm.pointer, f"alarm {alarm.name!r} compares with nothing: set 'threshold' or 'anomalyBand'"
        )
    elif alarm.threshold is not None and alarm.anomaly_band is not None:
        message = "'threshold' and 'anomalyBand' exclude each other: leave one out, or set it to null"
        yield Finding(CODE, alarm.pointer / "anomalyBand", message)
    elif of_band != (alarm.anomaly_band is not None):
        remedy = "GreaterThanUpperThreshold, LessThanLowerThreshold or LessThanLowerOrGreaterThanUpperThreshold"
        kind = (
            f"a band takes {remedy}"
            if not of_band
            else "it is for a band: set 'anomalyBand', or take one without a bound"
        )
        at = alarm.pointer / ("comparison" if of_band else "anomalyBand")
        yield Finding(CODE, at, f"{alarm.comparison} does not fit: {kind}")
    if alarm.relative_to is not None and alarm.for_each not in OF_FUNCTIONS:
        message = f"{alarm.relative_to!r} is a limit of functions: set 'forEach' to {', '.join(OF_FUNCTIONS)}"
        yield Finding(CODE, alarm.pointer / "relativeTo", message)
    elif alarm.relative_to is not None and alarm.threshold is None:
        yield Finding(
            CODE, alarm.pointer / "relativeTo", "it makes a threshold per cent, and there is none: leave it out"
        )
