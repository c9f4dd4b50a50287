"""How Secrets Manager reads a rotation schedule: `rate(...)` in hours or days, or a `cron(...)` of six fields in UTC.

Sources: Secrets Manager API reference, RotationRulesType; Secrets Manager user guide, "Schedule expressions".
"""

from __future__ import annotations

import re
from itertools import pairwise

SHORTEST_HOURS = 4
LONGEST_DAYS = 999
HOURS_A_DAY = 24
DAYS_A_MONTH = 31
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

_RATE = re.compile(r"rate\((\d+) (hours?|days?)\)")
_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")


def rate_hours(schedule: str) -> int | None:
    """Hours between two rotations; None for a cron."""
    rate = _RATE.fullmatch(schedule)
    if rate is None:
        return None
    return int(rate[1]) * (HOURS_A_DAY if rate[2].startswith("day") else 1)


def in_hours(schedule: str) -> bool:
    """Whether the schedule counts hours, so that a window closes after one hour unless the spec says otherwise."""
    cron = _CRON.fullmatch(schedule)
    return bool(re.search(r"[*/,-]", cron[2])) if cron else "hour" in schedule


def start_hour(schedule: str) -> int | None:
    """The one hour of the day at which a cron begins; None for a rate and for a cron of several hours."""
    cron = _CRON.fullmatch(schedule)
    return int(cron[2]) if cron and cron[2].isdecimal() else None


def longest_gap_days(schedule: str) -> int:
    """The most days between two rotations, a month taken for 31 days."""
    hours = rate_hours(schedule)
    if hours is not None:
        return -(-hours // HOURS_A_DAY)
    cron = _CRON.fullmatch(schedule)
    months = _months(cron[4]) if cron else []
    if len(months) in (0, len(MONTHS)):
        return DAYS_A_MONTH
    gaps = [later - earlier for earlier, later in pairwise([*months, months[0] + len(MONTHS)])]
    return max(gaps) * DAYS_A_MONTH


def ends(schedule: str) -> bool:
    """Whether a cron names years, after which nothing rotates any more."""
    cron = _CRON.fullmatch(schedule)
    return cron is not None and cron[6] not in ("*", "?")


def _months(field: str) -> list[int]:
    """The months that a cron names, from 1; all twelve where the field cannot be read."""
    found: set[int] = set()
    for part in field.upper().split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        start, end = _month(first), _month(last) if last else None
        if span in ("*", "?"):
            start, end = 1, len(MONTHS)
        elif end is None:
            end = len(MONTHS) if step else start
        if start is None or end is None or (step and not step.isdecimal()):
            return list(range(1, len(MONTHS) + 1))
        found |= set(range(start, end + 1, max(int(step or 1), 1)))
    return sorted(found)


def _month(text: str) -> int | None:
    if text in MONTHS:
        return MONTHS.index(text) + 1
    return int(text) if text.isdecimal() and 1 <= int(text) <= len(MONTHS) else None
