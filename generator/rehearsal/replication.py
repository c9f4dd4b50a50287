"""Drive database-replication, and inject differences that its comparison must find."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from generator.rehearsal.deployed_functions import REPLICATION, FunctionFailed, RehearsalError
from generator.rehearsal.results import Differences
from generator.rehearsal.testbed import Testbed
from generator.rehearsal.testbed_settings import Database

PATIENCE_SECONDS = 90.0
# A merchant whose payments no caller touches: what is planted there is nobody else's change.
QUIET = "shop-quiet"
_SOME = f"SELECT payment_id::text FROM payments.payments WHERE merchant_id = '{QUIET}' ORDER BY payment_id"


def prepare(testbed: Testbed) -> Mapping[str, Any]:
    """Set up both streams, and wait until all tables are copied."""
    testbed.functions.invoke(REPLICATION, {"action": "prepare"})
    if testbed.migration.replication.fallback:
        testbed.functions.invoke(REPLICATION, {"action": "fallback"})
    return await_status(testbed, is_ready, "the tables to be copied")


def status(testbed: Testbed) -> Mapping[str, Any]:
    """Return the status that the function reports of both streams."""
    answer: Mapping[str, Any] = testbed.functions.invoke(REPLICATION, {"action": "status"})
    return answer


def await_status(testbed: Testbed, wanted: Callable[[Mapping[str, Any]], bool], what: str) -> Mapping[str, Any]:
    """Wait until the status is as wanted. Raises RehearsalError with the last one."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            found = status(testbed)
        except FunctionFailed as failure:
            found = {"failed": str(failure)}
        if "failed" not in found and wanted(found):
            return found
        if time.monotonic() > deadline:
            raise RehearsalError(f"waited {PATIENCE_SECONDS:.0f} s for {what}: {found}")
        time.sleep(0.5)


def tables_of(found: Mapping[str, Any]) -> int:
    """Return how many tables both streams carry."""
    return sum(len(stream["tables"]) for stream in _streams(found))


def is_ready(found: Mapping[str, Any]) -> bool:
    """Return whether both streams are ready."""
    streams = list(_streams(found))
    return bool(streams) and all(stream["state"] == "ready" for stream in streams)


def _streams(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name in ("replication", "fallback"):
        if isinstance(found.get(name), dict):
            yield found[name]


def compare(testbed: Testbed) -> Mapping[str, Any]:
    """Compare both sides, with as many calls as that takes, and return the differences."""
    event: Mapping[str, Any] = {"action": "compare"}
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer: Mapping[str, Any] = testbed.functions.invoke(REPLICATION, event)
        if answer["finished"]:
            return answer
        if time.monotonic() > deadline:
            raise RehearsalError(f"the comparison does not come to its end: {answer}")


def keep(testbed: Testbed) -> Mapping[str, Any]:
    """Keep what on-premises has booked, until it is final; return the counts."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer: Mapping[str, Any] = testbed.functions.invoke(REPLICATION, {"action": "keep"})
        if answer["finished"] and answer["final"]:
            return answer
        if time.monotonic() > deadline:
            raise RehearsalError(f"what on-premises has booked is not kept: {answer}")
        time.sleep(0.5)


def tear_down_is_refused(testbed: Testbed) -> bool:
    """Return whether replication can't be taken down yet, as nothing is kept."""
    try:
        testbed.functions.invoke(REPLICATION, {"action": "teardown"})
    except FunctionFailed as refused:
        return "keep first" in str(refused)
    return False


def inject_differences(testbed: Testbed, differences: Differences) -> None:
    """Change a row of Aurora's copy, lose one, double one; compare; and put all back as it was."""
    copy = testbed.aurora
    before = compare(testbed)
    differences.unplanted += int(before["differences"])
    changed, lost, doubled = (str(row[0]) for row in copy.run(_SOME))
    with _injected(copy, changed, lost, doubled) as twin:
        found = compare(testbed)
        named = str(found)
        for payment in (changed, lost, twin):
            differences.planted += 1
            differences.found += payment in named
    after = compare(testbed)
    differences.unplanted += int(after["differences"])


@contextmanager
def _injected(copy: Database, changed: str, lost: str, doubled: str) -> Iterator[str]:
    """The three differences, for as long as the body takes; the id under which a payment is there twice."""
    columns = _columns(copy)
    twin = f"ffffffff{doubled[8:]}"
    listed, of_twin = ", ".join(columns), ", ".join(f"'{twin}'" if name == "payment_id" else name for name in columns)
    copy.run("CREATE TABLE public.kept AS SELECT * FROM payments.payments WHERE payment_id::text = :lost", lost=lost)
    copy.run("UPDATE payments.payments SET amount = amount + 1 WHERE payment_id::text = :one", one=changed)
    copy.run("DELETE FROM payments.payments WHERE payment_id::text = :one", one=lost)
    copy.run(
        f"INSERT INTO payments.payments ({listed}) SELECT {of_twin} FROM payments.payments "
        "WHERE payment_id::text = :one",
        one=doubled,
    )
    try:
        yield twin
    finally:
        copy.run("UPDATE payments.payments SET amount = amount - 1 WHERE payment_id::text = :one", one=changed)
        copy.run("INSERT INTO payments.payments SELECT * FROM public.kept")
        copy.run("DELETE FROM payments.payments WHERE payment_id::text = :one", one=twin)
        copy.run("DROP TABLE public.kept")


def _columns(copy: Database) -> Sequence[str]:
    rows = copy.run(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'payments' "
        "AND table_name = 'payments' ORDER BY ordinal_position"
    )
    return [str(row[0]) for row in rows]
