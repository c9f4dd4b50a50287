"""Performance Insights keeps 7 days, whole months of 31 days or 731 days; RDS refuses all else."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.aurora import INSIGHTS_ADVANCED_DAYS, INSIGHTS_FREE_DAYS, INSIGHTS_LONGEST_DAYS, INSIGHTS_STEP_DAYS
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS007"
LEVEL = "error"
SUMMARY = "Performance Insights cannot keep that many days"
SOURCE = "RDS API reference, CreateDBCluster, PerformanceInsightsRetentionPeriod; Database Insights, advanced mode"


def check(env: Environment) -> Iterator[Finding]:
    insights = env.database.insights
    days, at = insights.retention_days, insights.pointer / "retentionDays"
    if days not in (INSIGHTS_FREE_DAYS, INSIGHTS_LONGEST_DAYS) and days % INSIGHTS_STEP_DAYS:
        near = max(round(days / INSIGHTS_STEP_DAYS), 1) * INSIGHTS_STEP_DAYS
        yield Finding(CODE, at, f"{days} days are not offered: set 7, 731 or a multiple of 31, such as {near}")
    elif insights.mode == "advanced" and days < INSIGHTS_ADVANCED_DAYS:
        message = f"mode 'advanced' keeps {INSIGHTS_ADVANCED_DAYS} days at least: set that, or the mode to 'standard'"
        yield Finding(CODE, at, message)
