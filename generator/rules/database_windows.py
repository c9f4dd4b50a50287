"""Backup and maintenance may not overlap, and each lasts half an hour: else RDS refuses the cluster in mid-apply."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS001"
LEVEL = "error"
SUMMARY = "backup and maintenance windows overlap or are too short"
SOURCE = "RDS API reference, CreateDBCluster, PreferredBackupWindow and PreferredMaintenanceWindow"

SHORTEST = 30
DAY = 24 * 60
WEEK = 7 * DAY
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def check(env: Environment) -> Iterator[Finding]:
    backup, maintenance = env.database.backup.window, env.database.maintenance_window
    backup_minutes, maintenance_minutes = _minutes(backup, DAY), _minutes(maintenance, WEEK)
    at = env.database.backup.pointer / "window"
    if len(backup_minutes) < SHORTEST:
        yield Finding(CODE, at, f"the backup window {backup} lasts {len(backup_minutes)} minutes: give it 30 at least")
    if len(maintenance_minutes) < SHORTEST:
        message = f"the maintenance window {maintenance} lasts {len(maintenance_minutes)} minutes: give it 30 at least"
        yield Finding(CODE, env.database.pointer / "maintenanceWindow", message)
    if not backup_minutes.isdisjoint(minute % DAY for minute in maintenance_minutes):
        message = f"the maintenance window {maintenance} overlaps the daily backup at {backup}: move one of them"
        yield Finding(CODE, env.database.pointer / "maintenanceWindow", message)


def _minutes(window: str, period: int) -> set[int]:
    """Every minute of a window, counted from the beginning of the day or of the week."""
    start, _, end = window.partition("-")
    first = _minute(start)
    return {(first + minute) % period for minute in range((_minute(end) - first) % period)}


def _minute(time: str) -> int:
    *day, hour, minute = time.split(":")
    return (DAYS.index(day[0]) * DAY if day else 0) + int(hour) * 60 + int(minute)
