"""Claim the payments of the copy for blue page by page; any call resumes where the last one ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from database_replication.keeping.claiming import ClaimPayment, CopiedPayment, claim_payments
from database_replication.keeping.payment_columns import VIEW, PaymentColumns
from database_replication.keeping.view import create_view
from database_replication.runs import LAST, RUNNING, Runs
from database_replication.servers import Server
from payments.errors import TemporarilyUnavailable

ROWS_PER_PAGE: Final = 500
MAX_LISTED: Final = 100
COUNTS: Final = ("payments", "claimed", "known", "conflicts", "unrecognised", "unfit")
MUST_BE_NONE: Final = ("conflicts", "unrecognised", "unfit")
TABLE: Final = "migration.keeping"
"""Where the position and the last result are: they outlive replication."""
# Any number that no other advisory lock uses.
LOCK: Final = 7_201_150_004
# An index over millions of rows takes longer than any other statement.
_INDEX_SECONDS: Final = 600
_FAULT: Final = """
CASE WHEN payment_id !~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$' THEN 'its id is none that the API knows'
     WHEN merchant_id IS NULL THEN 'it has no merchant'
     WHEN amount IS NULL OR amount < 1 THEN 'its amount is not a whole number from 1 on'
     WHEN currency IS NULL OR currency !~ '^[A-Z]{3}$' THEN 'its currency is no code of three letters'
     WHEN status IS NULL OR status NOT IN ('approved', 'in_review', 'declined', 'reversed')
          THEN 'its status is none of approved, in_review, declined, reversed: name it in statuses'
     WHEN created_at IS NULL THEN 'it has no time'
     ELSE '' END
"""
_PAGE: Final = (
    f"SELECT payment_id, coalesce(merchant_id, ''), coalesce(idempotency_key, ''), {_FAULT} FROM {VIEW} "
    "WHERE payment_id > :after ORDER BY payment_id LIMIT :rows"
)
_WITHOUT_ID: Final = f"SELECT count(*) FROM {VIEW} WHERE payment_id IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingWalk:
    """`has_time` returns whether there is time for one more page."""

    aurora: Server
    payments: PaymentColumns
    claim: ClaimPayment
    has_time: Callable[[], bool]
    rows: int = ROWS_PER_PAGE

    def run(self, *, again: bool, not_final: str | None) -> dict[str, Any]:
        """Return the counts so far: `finished` is false if time is up or claims are away (`waiting`).

        `not_final`: why on-premises may still book; a run that began so is no proof that all is kept.
        """
        with closing(self.aurora.with_timeout(_INDEX_SECONDS)) as patient:
            create_view(patient, self.payments)
        self.aurora.run("CREATE SCHEMA IF NOT EXISTS migration")
        runs = keeping_runs(self.aurora)
        if not runs.begin():
            return {"finished": False, "waiting": "another call keeps"}
        try:
            return self._run(runs, self._initial_state(not_final) if again else self._resumed(runs, not_final))
        finally:
            runs.end()

    def _run(self, runs: Runs, state: dict[str, Any]) -> dict[str, Any]:
        try:
            while state["after"] is not None and self.has_time():
                state = self._advanced(state)
                runs.write(RUNNING, state)
        except TemporarilyUnavailable:
            return {**state, "finished": False, "waiting": "the claims"}
        if state["after"] is not None:
            return {**state, "finished": False, "waiting": "time"}
        runs.finish(state)
        return {**state, "finished": True}

    def _initial_state(self, not_final: str | None) -> dict[str, Any]:
        began = {"after": "", "final": not_final is None, "notFinal": not_final}
        return {**began, **dict.fromkeys(COUNTS, 0), "listed": [], "seconds": 0.0}

    def _resumed(self, runs: Runs, not_final: str | None) -> dict[str, Any]:
        """Return the unfinished run, or a new one if that would prove more."""
        initial, unfinished = self._initial_state(not_final), runs.read(RUNNING)
        proves_enough = unfinished is not None and unfinished["final"] >= initial["final"]
        return {name: unfinished[name] for name in initial} if unfinished is not None and proves_enough else initial

    def _advanced(self, state: dict[str, Any]) -> dict[str, Any]:
        begin = time.monotonic()
        rows = [_row(row) for row in self.aurora.run(_PAGE, after=state["after"], rows=self.rows)]
        counts, problems = claim_payments(rows, self.claim)
        is_last = len(rows) < self.rows
        if is_last and (nameless := int(self.aurora.value(_WITHOUT_ID))):
            counts["unfit"] += nameless
            problems.append(f"{nameless} payments have no id")
        return {
            **state,
            **{name: state[name] + counts[name] for name in COUNTS},
            "after": None if is_last else rows[-1].payment_id,
            "listed": [*state["listed"], *problems][:MAX_LISTED],
            "seconds": round(state["seconds"] + time.monotonic() - begin, 3),
        }


def keeping_runs(aurora: Server) -> Runs:
    """Return the runs of `keep`."""
    return Runs(aurora, TABLE, LOCK)


def last_keeping(aurora: Server) -> dict[str, Any] | None:
    """Return the last finished run with its age in seconds, or None. Raises ServerAway."""
    return keeping_runs(aurora).read(LAST)


def reason_not_kept(run: Mapping[str, Any] | None) -> str | None:
    """Return why on-premises cannot be retired yet, or None if all of it is kept."""
    if run is None:
        return "nothing was kept yet"
    if not run["final"]:
        return f"what was kept is not final: {run['notFinal']}"
    problems = [f"{run[kind]} {kind}" for kind in MUST_BE_NONE if run[kind]]
    return f"{', '.join(problems)}: {'; '.join(run['listed'][:3])}" if problems else None


def _row(row: Sequence[Any]) -> CopiedPayment:
    payment_id, merchant_id, key, fault = map(str, row)
    return CopiedPayment(payment_id=payment_id, merchant_id=merchant_id, key=key, fault=fault)
