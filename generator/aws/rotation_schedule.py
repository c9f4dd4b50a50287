"""Parse a rotation schedule as Secrets Manager does: `rate(...)` in hours or days, or a `cron(...)` in UTC.

Sources: Secrets Manager API reference, RotationRulesType; Secrets Manager user guide, "Schedule expressions".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from generator.aws.cron import DAYS_A_MONTH, HOURS_A_DAY, MONTHS, days_of_month, firing_months, read_cron

SHORTEST_HOURS = 4
LEAP_DAY_MONTHS = [2]
DAYS_BETWEEN_LEAP_DAYS = 4 * 365 + 1

_RATE = r"rate\((\d+) (hours?|days?)\)"


def rate_hours(schedule: str) -> int | None:
    """Return the hours between two rotations; None for a cron expression."""
    rate = re.fullmatch(_RATE, schedule)
    if rate is None:
        return None
    return int(rate[1]) * (HOURS_A_DAY if rate[2].startswith("day") else 1)


def longest_gap_days(schedule: str) -> int:
    """Return the most days between two rotations, a month taken for 31 days."""
    hours, cron = rate_hours(schedule), read_cron(schedule)
    if hours is not None:
        return -(-hours // HOURS_A_DAY)
    months = firing_months(cron) if cron is not None else []
    if cron is None or not months:
        return 0
    if months == LEAP_DAY_MONTHS and days_of_month(cron) == [29]:
        return DAYS_BETWEEN_LEAP_DAYS
    return max(gaps(months, len(MONTHS))) * DAYS_A_MONTH


def gaps(values: Sequence[int], cycle: int) -> list[int]:
    """Return the gap after each value, the last one to the first of the next cycle."""
    return [later - earlier for earlier, later in pairwise([*values, values[0] + cycle])]
