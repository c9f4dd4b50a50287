"""Break something while callers are at it, and mend it after a moment."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from generator.rehearsal.functions import PROCESSING, RELAY
from generator.rehearsal.world import Database, World

AWAY_SECONDS = 1.5
WORKER = "ministack-lambda-"
_SENDERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_replication"
_APPLIERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type LIKE 'logical replication worker%'"
)


@dataclass(slots=True)
class Saboteur:
    """Plants the faults that were asked for, one after the other; `planted` counts them."""

    world: World
    kinds: Sequence[str]
    planted: Counter[str] = field(default_factory=Counter)

    def next(self) -> str:
        """Plant the next fault, if there are any; return its name once it is mended."""
        if not self.kinds:
            return ""
        kind = self.kinds[self.planted.total() % len(self.kinds)]
        FAULTS[kind](self.world)
        self.planted[kind] += 1
        return kind


def kill_relay(world: World) -> None:
    """Kill every process of payment-relay in the middle of what it does."""
    _kill_workers(world, RELAY)


def kill_function(world: World) -> None:
    """Kill every process of transaction-processing in the middle of what it does."""
    _kill_workers(world, PROCESSING)


def hang_on_premises(world: World) -> None:
    """Let on-premises book and then not answer, or break the connection; and hang before it books anything."""
    for fault in ("hang after booking", "break after booking", "hang before booking"):
        world.system.faults.plant(fault)


def close_an_address(world: World) -> None:
    """Let the first address on-premises refuse connections for a while."""
    world.system.close_address(0)
    time.sleep(AWAY_SECONDS)
    world.system.open_address(0)


def crash_on_premises(world: World) -> None:
    """Let the database on-premises crash and recover."""
    _crash(world.on_premises)


def crash_aurora(world: World) -> None:
    """Let Aurora's writer crash and recover, as in a failover."""
    _crash(world.aurora)


def break_replication(world: World) -> None:
    """End the processes of both streams, on both sides."""
    for database in (world.on_premises, world.aurora):
        for statement in (_SENDERS, _APPLIERS):
            database.run(statement)


FAULTS: Mapping[str, Callable[[World], None]] = {
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
    time.sleep(AWAY_SECONDS)
    database.server.start()


def _kill_workers(world: World, function: str) -> None:
    """Only processes whose code lies in the emulator's own folder: no other on this machine is ours."""
    mark = str(world.emulator.log.parent / f"{WORKER}{world.functions.full_name(function)}-")
    listed = subprocess.run(["ps", "-ewwo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        pid, _, command = line.strip().partition(" ")
        if mark in command:
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
