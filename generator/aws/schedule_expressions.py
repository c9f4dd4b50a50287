"""Parse schedule expressions as EventBridge and Secrets Manager do: `rate(...)`, or a `cron(...)` in UTC.

Sources: EventBridge user guide, "Schedule expression types"; Secrets Manager API reference, RotationRulesType; Secrets
Manager user guide, "Schedule expressions".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SHORTEST_HOURS = 4
HOURS_A_DAY = 24
DAYS_A_MONTH = 31
MINUTES_AN_HOUR = 60
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_RATE = re.compile(r"rate\((\d+) (hours?|days?)\)")
_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")


@dataclass(frozen=True, slots=True)
class Cron:
    """`minutes` and `hours` from 0, `months` from 1; each rises, and is empty where the field makes no sense."""

    minutes: Sequence[int]
    hours: Sequence[int]
    day_of_month: str
    months: Sequence[int]
    day_of_week: str
    year: str


def rate_hours(schedule: str) -> int | None:
    """Return the hours between two rotations; None for a cron expression."""
    rate = _RATE.fullmatch(schedule)
    if rate is None:
        return None
    return int(rate[1]) * (HOURS_A_DAY if rate[2].startswith("day") else 1)


def read_cron(schedule: str) -> Cron | None:
    """Return the fields of a cron expression; None for a rate."""
    cron = _CRON.fullmatch(schedule)
    if cron is None:
        return None
    minutes, hours = _values(cron[1], 0, MINUTES_AN_HOUR - 1), _values(cron[2], 0, HOURS_A_DAY - 1)
    return Cron(minutes, hours, cron[3], _values(cron[4], 1, len(MONTHS), MONTHS), cron[5], cron[6])


def cron_fault(cron: Cron, example: str) -> str:
    """Return what makes no sense in a cron expression, with what to write; nothing where all does."""
    for field, values in (("minute", cron.minutes), ("hour", cron.hours), ("month", cron.months)):
        if not values:
            return f"the {field} of the cron makes no sense: minute, hour, day, month, weekday, year, as in {example}"
    if (cron.day_of_month == "?") == (cron.day_of_week == "?"):
        return f"a cron names the day of the month or of the week: put ? for the other, as in {example}"
    return ""


def never_fault(schedule: str, year: int) -> str:
    """Return why a schedule never fires from a year on; nothing where it does."""
    if never_fires(schedule):
        return "no month that it names has such a day"
    return "all years that it names are over" if is_over(schedule, year) else ""


def longest_gap_days(schedule: str) -> int:
    """Return the most days between two rotations, a month taken for 31 days."""
    hours, cron = rate_hours(schedule), read_cron(schedule)
    if hours is not None:
        return -(-hours // HOURS_A_DAY)
    if cron is None or not cron.months:
        return 0
    return max(gaps(cron.months, len(MONTHS))) * DAYS_A_MONTH


def never_fires(schedule: str) -> bool:
    """Return whether a cron names days of the month that none of its months has."""
    cron = read_cron(schedule)
    if cron is None or not cron.months or cron.day_of_month in ("*", "?"):
        return False
    days = _values(cron.day_of_month, 1, DAYS_A_MONTH)
    return bool(days) and min(days) > max(_LONGEST_MONTHS[month - 1] for month in cron.months)


def is_over(schedule: str, year: int) -> bool:
    """Return whether a cron names years that are all before one."""
    cron = read_cron(schedule)
    years = re.findall(r"\d{4}", cron.year) if cron is not None else []
    return bool(years) and "/" not in (cron.year if cron else "") and max(map(int, years)) < year


def gaps(values: Sequence[int], cycle: int) -> list[int]:
    """Return the gap after each value, the last one to the first of the next cycle."""
    return [later - earlier for earlier, later in pairwise([*values, values[0] + cycle])]


def _values(field: str, low: int, high: int, names: Sequence[str] = ()) -> list[int]:
    """Return the values of a field of a cron expression: `*`, numbers, names, spans, steps and lists of them."""
    found: set[int] = set()
    for part in field.upper().split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        start, end = _number(first, names, low), _number(last, names, low)
        if span in ("*", "?"):
            start, end = low, high
        elif not last:
            end = high if step else start
        stride = int(step) if step.isdecimal() else 0 if step else 1
        if start is None or end is None or not low <= start <= end <= high or not stride:
            return []
        found |= set(range(start, end + 1, stride))
    return sorted(found)


def _number(text: str, names: Sequence[str], low: int) -> int | None:
    if text in names:
        return names.index(text) + low
    return int(text) if text.isdecimal() else None
