"""Inject faults while callers send requests, and repair them after a moment."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from generator.rehearsal.deployed_functions import PROCESSING, RELAY
from generator.rehearsal.testbed import Testbed
from generator.rehearsal.testbed_settings import Database

OUTAGE_SECONDS = 1.5
WORKER = "ministack-lambda-"
_SENDERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_replication"
_APPLIERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type LIKE 'logical replication worker%'"
)


@dataclass(slots=True)
class FaultInjector:
    """Injects faults of the chosen kinds, one after the other; `injected` counts them."""

    testbed: Testbed
    kinds: Sequence[str]
    injected: Counter[str] = field(default_factory=Counter)

    def next(self) -> str:
        """Inject the next fault, if any is chosen; return its name once it is repaired."""
        if not self.kinds:
            return ""
        kind = self.kinds[self.injected.total() % len(self.kinds)]
        FAULTS[kind](self.testbed)
        self.injected[kind] += 1
        return kind


def kill_relay(testbed: Testbed) -> None:
    """Kill every process of payment-relay in the middle of what it does."""
    _kill_workers(testbed, RELAY)


def kill_function(testbed: Testbed) -> None:
    """Kill every process of transaction-processing in the middle of what it does."""
    _kill_workers(testbed, PROCESSING)


def hang_on_premises(testbed: Testbed) -> None:
    """Let on-premises book and then not answer, break the connection, or hang before it books anything."""
    for fault in ("hang after booking", "break after booking", "hang before booking"):
        testbed.system.faults.plant(fault)


def close_an_address(testbed: Testbed) -> None:
    """Let the first address on-premises refuse connections for a while."""
    testbed.system.close_address(0)
    time.sleep(OUTAGE_SECONDS)
    testbed.system.open_address(0)


def crash_on_premises(testbed: Testbed) -> None:
    """Let the database on-premises crash and recover."""
    _crash(testbed.on_premises)


def crash_aurora(testbed: Testbed) -> None:
    """Let Aurora's writer crash and recover, as in a failover."""
    _crash(testbed.aurora)


def break_replication(testbed: Testbed) -> None:
    """End the processes of both streams, on both sides."""
    for database in (testbed.on_premises, testbed.aurora):
        for statement in (_SENDERS, _APPLIERS):
            database.run(statement)


FAULTS: Mapping[str, Callable[[Testbed], None]] = {
    "relay": kill_relay,
    "function": kill_function,
    "hang": hang_on_premises,
    "address": close_an_address,
    "replication": break_replication,
    "aurora": crash_aurora,
    "on-premises": crash_on_premises,
}


def _crash(database: Database) -> None:
    database.server.crash()
    time.sleep(OUTAGE_SECONDS)
    database.server.start()


def _kill_workers(testbed: Testbed, function: str) -> None:
    """Only processes whose code lies in the emulator's own folder: no other on this machine is ours."""
    mark = str(testbed.emulator.log.parent / f"{WORKER}{testbed.functions.full_name(function)}-")
    listed = subprocess.run(["ps", "-ewwo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        pid, _, command = line.strip().partition(" ")
        if mark in command:
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
