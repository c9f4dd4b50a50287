"""Decide whether a plan may be applied: what it would destroy or interrupt must be allowed by name, with a reason."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from generator.diagnostics.suggestions import did_you_mean
from generator.diagnostics.usage_error import UsageError
from generator.operations.plan_report import PlanReport

JOURNAL = Path(".payinfra") / "applies.jsonl"


def check_allowed(report: PlanReport, allowed: Sequence[str], reason: str) -> list[str]:
    """Return what stops the apply, a line each; none where it may begin. Raises UsageError for what was mistyped."""
    stopping = {change.assessed.change.address: change for change in report.stopping}
    for address in allowed:
        if address not in stopping:
            near = did_you_mean(address, stopping) or ": allow only what the plan shows as stopping an apply"
            raise UsageError(f"--allow {address}: the plan has no such risk{near}")
    if allowed and not reason.strip():
        raise UsageError("--allow needs --reason: it is kept for those who ask later")
    return list(_refusals(report, allowed))


def _refusals(report: PlanReport, allowed: Sequence[str]) -> Iterator[str]:
    for change in report.stopping:
        address = change.assessed.change.address
        if address not in allowed:
            line = change.best_line
            where = f" ({line})" if line is not None else ""
            yield f"{address} {change.assessed.risk.value}{where}: --allow {address} --reason '...' if that is meant"


def check_approved(digest: str, approved: str | None, *, is_production: bool, is_saved: bool) -> None:
    """Raise UsageError where production has no saved plan that was approved, or the plan is another than that."""
    if is_production and not is_saved:
        raise UsageError(
            "production applies a saved plan that somebody has approved: payinfra plan ENV --out FILE, then "
            "payinfra apply ENV --plan FILE --approved DIGEST"
        )
    if is_production and approved is None:
        raise UsageError("production needs --approved with the digest of the plan that was approved")
    if approved is not None and approved.removeprefix("sha256:") != digest:
        raise UsageError(f"the plan is sha256:{digest}, not the one that was approved: nothing is applied")


def write_journal(stack: str, action: str, digest: str, allowed: Sequence[str], reason: str, outcome: str) -> None:
    """Append to the journal of the working folder who did what, and why."""
    entry: dict[str, Any] = {
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "who": _user(),
        "stack": stack,
        "action": action,
        "plan": f"sha256:{digest}",
        "allowed": list(allowed),
        "reason": reason,
        "outcome": outcome,
    }
    JOURNAL.parent.mkdir(parents=True, exist_ok=True)
    with JOURNAL.open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return "unknown"
