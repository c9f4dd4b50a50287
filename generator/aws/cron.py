"""Parse the cron expressions of EventBridge and Secrets Manager: six fields, in UTC.

Source: EventBridge user guide, "Cron expressions"; Secrets Manager user guide, "Schedule expressions".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

HOURS_A_DAY = 24
DAYS_A_MONTH = 31
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
EXAMPLE = "cron(0 2 1 * ? *)"

_CRON = r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)"
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEARS = (1970, 2199)
# The last day, the working day nearest to one; the last or the n-th of a weekday.
_OTHER_DAY, _OTHER_WEEKDAY = r"L|LW|(\d{1,2})W", r"L|([1-7]|[A-Z]{3})(L|#[1-5])"


@dataclass(frozen=True, slots=True)
class Cron:
    """`minutes` and `hours` from 0, `months` from 1, each in rising order, or empty where the field makes no sense."""

    minutes: Sequence[int]
    hours: Sequence[int]
    day_of_month: str
    months: Sequence[int]
    day_of_week: str
    year: str


def read_cron(schedule: str) -> Cron | None:
    """Return the fields of a cron expression; None for a rate."""
    cron = re.fullmatch(_CRON, schedule)
    if cron is None:
        return None
    hours, months = _values(cron[2], 0, HOURS_A_DAY - 1), _values(cron[4], 1, len(MONTHS), MONTHS)
    return Cron(_values(cron[1], 0, 59), hours, cron[3], months, cron[5], cron[6])


def cron_fault(cron: Cron) -> str:
    """Return what is wrong with the fields, and how to fix it; empty where nothing is."""
    wrong = [name for name, fits in _fields(cron) if not fits]
    if wrong:
        order = "minute, hour, day, month, weekday (1 to 7 or SUN to SAT), year"
        return f"the {wrong[0]} of the cron makes no sense: {order}, as in {EXAMPLE}"
    if (cron.day_of_month == "?") == (cron.day_of_week == "?"):
        return f"a cron names the day of the month or of the week: put ? for the other, as in {EXAMPLE}"
    return ""


def _fields(cron: Cron) -> tuple[tuple[str, bool], ...]:
    day, weekday = cron.day_of_month.upper(), cron.day_of_week.upper()
    is_weekday = bool(_values(weekday, 1, len(WEEKDAYS), WEEKDAYS) or re.fullmatch(_OTHER_WEEKDAY, weekday))
    return (
        ("minute", bool(cron.minutes)),
        ("hour", bool(cron.hours)),
        ("day", bool(days_of_month(cron) or re.fullmatch(_OTHER_DAY, day))),
        ("month", bool(cron.months)),
        ("weekday", is_weekday),
        ("year", bool(_values(cron.year, *_YEARS))),
    )


def days_of_month(cron: Cron) -> list[int]:
    """Return the days that a cron names; empty where they are named otherwise than by number, or make no sense."""
    return _values(cron.day_of_month, 1, DAYS_A_MONTH)


def firing_months(cron: Cron) -> list[int]:
    """Return the months of a cron that have one of its days."""
    first = min(days_of_month(cron), default=1)
    return [month for month in cron.months if first <= _LONGEST_MONTHS[month - 1]]


def never_fires_reason(schedule: str, year: int) -> str:
    """Return why a cron does not fire from a year on; empty where it does, or where its fields make no sense."""
    cron = read_cron(schedule)
    if cron is None or cron_fault(cron):
        return ""
    if not firing_months(cron):
        return "no month that it names has such a day"
    return "all years that it names are over" if max(_values(cron.year, *_YEARS)) < year else ""


def _values(field: str, low: int, high: int, names: Sequence[str] = ()) -> list[int]:
    """Return the values of a field: `*`, numbers, names, spans, steps and lists of them."""
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
