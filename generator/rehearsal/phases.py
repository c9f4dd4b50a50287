"""Rehearse the phases of a migration, one after the other, while callers send requests."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from generator.planning.planned_rollout import LAST_PERCENT, SAFE_PERCENT
from generator.rehearsal import replication
from generator.rehearsal.balancer import GREEN
from generator.rehearsal.callers import Callers, letters, payment_body, running_callers
from generator.rehearsal.consistency import check_consistency, count_traffic
from generator.rehearsal.deployed_functions import PROCESSING, RELAY, REPLICATION, RehearsalError
from generator.rehearsal.exchanges import Exchange
from generator.rehearsal.faults import FaultInjector
from generator.rehearsal.ledgers import payment_ids, read_ledgers
from generator.rehearsal.payment_lists import await_listed
from generator.rehearsal.results import Differences, RehearsalResult
from generator.rehearsal.rollout import RolledBack
from generator.rehearsal.testbed import Testbed

Report = Callable[[str, str], None]
EARLIER_PAYMENTS = 40
FORWARD_STEPS = 2
MOST_TRIES = 3
COPY_SECONDS = 60.0
# Payments that a step must have seen, unless none come at all.
ENOUGH, MOST_SECONDS = 6, 30.0
JOINED = "joined"
READS = ("owner", JOINED)


@dataclass(slots=True)
class Rehearsal:
    """One rehearsal. `seconds` is how long callers come at each step."""

    testbed: Testbed
    fault_injector: FaultInjector
    report: Report
    seconds: float
    injects_differences: bool = True
    crowd: Callers = field(init=False)
    missing: Sequence[str] = ()
    not_kept: Sequence[str] = ()
    unlisted: Sequence[str] = ()
    left: Sequence[Exchange] = ()
    differences: Differences = field(default_factory=Differences)
    owners: Mapping[str, str] = field(default_factory=dict)
    rollbacks: int = 0

    def __post_init__(self) -> None:
        self.crowd = self.testbed.crowd()

    def play(self) -> RehearsalResult:
        """Run all phases, and return what was counted. Raises RehearsalError where one fails."""
        began = time.monotonic()
        self._phase("before", self.before)
        with running_callers(self.crowd):
            for name in ("prepare", "replicate", "shift", "complete", "go back", "go forward"):
                self._phase(name, getattr(self, name.replace(" ", "_")))
        self._phase("settle", self.settle)
        self._phase("keep", self.keep)
        self._phase("decommission", self.decommission)
        return self.counts(time.monotonic() - began)

    def counts(self, seconds: float) -> RehearsalResult:
        """Judge what has happened so far."""
        exchanges, testbed = self.testbed.exchange_log.all(), self.testbed
        ledgers = read_ledgers(
            (testbed.on_premises.server, testbed.on_premises.name), (testbed.aurora.server, testbed.aurora.name)
        )
        return RehearsalResult(
            traffic=count_traffic(exchanges, self.owners or testbed.owners()),
            verdict=check_consistency(exchanges, ledgers),
            missing=self.missing,
            not_kept=self.not_kept,
            unlisted=self.unlisted,
            left=len(self.left),
            differences=self.differences,
            faults=dict(self.fault_injector.injected),
            rollbacks=self.rollbacks,
            seconds=round(seconds, 1),
        )

    def before(self) -> str:
        """Book payments on-premises from before there are claims."""
        rng = random.Random(0)
        for number in range(EARLIER_PAYMENTS):
            key, body = f"earlier-{letters()}", payment_body(rng)
            if number < 3:
                self.testbed.system.ledger.book(key, {**body, "merchantId": replication.QUIET})
                continue
            self.crowd.bodies[key] = body
            content = self.testbed.system.ledger.book(key, body)
            now = time.monotonic()
            exchange = Exchange(kind="pay", key=key, began=now, ended=now, status=201, content=content)
            self.testbed.exchange_log.enter(exchange)
            self.crowd.earlier.append((key, body))
        return f"{EARLIER_PAYMENTS} payments on-premises from before there were claims"

    def prepare(self) -> str:
        """Introduce claims and the relay: everything goes to blue, or is handed over to it."""
        self._await_callers(self.seconds)
        return "claims and relay; all on blue"

    def replicate(self) -> str:
        """Start both streams, copy under load, and compare: the injected differences must be found."""
        found = replication.prepare(self.testbed)
        self.fault_injector.next()
        replication.await_status(self.testbed, replication.is_ready, "both streams to be ready")
        if self.injects_differences:
            replication.inject_differences(self.testbed, self.differences)
        else:
            replication.compare(self.testbed)
        text = f"{replication.tables_of(found)} tables copied and compared"
        planted = f"; {self.differences.found} of {self.differences.planted} planted differences found"
        return text + (planted if self.differences.planted else "")

    def shift(self) -> str:
        """Shift weights to green step by step, and abort once in the middle."""
        steps = [step.percent for step in self.testbed.planned.steps]
        middle = steps[len(steps) // 2]
        self.testbed.rollout.begin()
        self._steps([step for step in steps if step <= middle])
        self.testbed.rollout.abort()
        self.rollbacks += 1
        self._await_callers(self.seconds / 2)
        self._begin_again()
        self._steps(steps)
        return f"{', '.join(map(str, steps))} per cent to green; aborted once at {middle}, and begun again"

    def complete(self) -> str:
        """Give green everything; blue is kept, and gets what AWS books."""
        self.testbed.rollout.end()
        answer = self.testbed.functions.invoke(REPLICATION, {"action": "sequences"})
        self._await_callers(self.seconds)
        self.fault_injector.next()
        return f"green has {LAST_PERCENT} per cent; {len(answer.get('sequences', ()))} sequences set"

    def go_back(self) -> str:
        """Give blue everything again: nothing that AWS has booked may be missing there."""
        self.testbed.rollout.back()
        self._await_callers(self.seconds)
        self.fault_injector.next()
        self.missing = self._missing_on_premises()
        return f"all on blue; {len(self.missing)} payments missing on-premises"

    def go_forward(self) -> str:
        """Shift weights to green again, in fewer steps."""
        steps = [step.percent for step in self.testbed.planned.steps][-FORWARD_STEPS:]
        self._begin_again()
        self._steps(steps)
        self.testbed.rollout.end()
        return f"{', '.join(map(str, steps))} per cent to green"

    def settle(self) -> str:
        """Repeat every open key until its outcome is known, and read all payments; no new ones come."""
        still_open = self.crowd.settle()
        payments = self._answered()
        self.crowd.read_payments(payments)
        self.owners = self.testbed.owners()
        self.unlisted = self._unlisted_by_reads(payments)
        return f"{still_open} keys without an end; {len(payments)} payments looked at, {len(self.unlisted)} not listed"

    def keep(self) -> str:
        """Stop booking on-premises, and keep what it has booked."""
        testbed = self.testbed
        testbed.end_booking_on_premises()
        if not replication.tear_down_is_refused(testbed):
            raise RehearsalError("replication could be taken down before anything was kept")
        with running_callers(self.crowd):
            self._await_callers(self.seconds)
        self.crowd.settle()
        self._compare_both()
        kept = replication.keep(testbed)
        self.not_kept = kept["listed"]
        return f"{kept['payments']} payments of on-premises kept, {kept['claimed']} of them claimed only now"

    def decommission(self) -> str:
        """Switch on-premises off: green shows what that has booked, and books none of it again."""
        testbed = self.testbed
        testbed.functions.invoke(REPLICATION, {"action": "teardown"})
        # All that was kept is claimed: nobody needs to ask for it.
        testbed.functions.configure(PROCESSING, FUNCTION_PAYMENT_RELAY=None, MIGRATION_EARLIER_PAYMENTS="ignore")
        testbed.system.end()
        self.owners = testbed.owners()
        self.left = [one for one in testbed.exchange_log.payments() if self.owners.get(_id(one)) != GREEN]
        copied = payment_ids(testbed.aurora.server, testbed.aurora.name, "payments.payments")
        self.not_kept = [*self.not_kept, *sorted({_id(one) for one in self.left} - copied)]
        self.crowd.colours = (GREEN,)
        with running_callers(self.crowd):
            self._await_callers(self.seconds)
        still_open = self.crowd.settle()
        self.crowd.repeat([one.key for one in self.left])
        payments = self._answered()
        self.crowd.read_payments(payments)
        self.unlisted = [*self.unlisted, *await_listed(testbed, payments, joined=True, colours=(GREEN,))]
        seen = f"{len(self.left)} payments of on-premises read and their keys repeated"
        return f"on-premises switched off; {seen}; {still_open} keys without an end"

    def _unlisted_by_reads(self, payments: Sequence[str]) -> Sequence[str]:
        """The payments that are not listed exactly once, with lists of one side, and with those of both."""
        found: list[str] = []
        for reads in READS:
            for name in (RELAY, PROCESSING):
                self.testbed.functions.configure(name, MIGRATION_READS=reads)
            found += await_listed(self.testbed, payments, joined=reads == JOINED)
        return found

    def _steps(self, steps: Sequence[int]) -> None:
        """Steps of one execution; where it goes back by itself, a new one."""
        for _ in range(MOST_TRIES):
            try:
                for step in steps:
                    self.testbed.rollout.shift(step)
                    self.testbed.rollout.baked(step, self._bake(step))
            except RolledBack as back:
                self.rollbacks += 1
                self.report("shift", f"went back: {back}")
                self._begin_again()
            else:
                return
        raise RehearsalError(f"the rollout went back {MOST_TRIES} times")

    def _bake(self, step: int) -> Callable[[], None]:
        def bake() -> None:
            self._await_callers(self.seconds / 2)
            fault = self.fault_injector.next()
            self._await_callers(self.seconds / 2)
            self.report("shift", f"{step:3} per cent to green{f'; fault: {fault}' if fault else ''}")

        return bake

    def _begin_again(self) -> None:
        if self.testbed.balancer.green_shares() != {SAFE_PERCENT}:
            raise RehearsalError("after going back green still has a share")
        self.testbed.rollout.await_check()
        self.testbed.rollout.begin()

    def _await_callers(self, seconds: float) -> None:
        """Wait while callers send requests, on a busy machine until some have paid. Raises the error of a caller."""
        before, deadline = len(self.testbed.exchange_log.payments()), time.monotonic() + MOST_SECONDS
        time.sleep(seconds)
        while len(self.testbed.exchange_log.payments()) < before + ENOUGH and time.monotonic() < deadline:
            time.sleep(0.1)
        if self.crowd.faults:
            raise self.crowd.faults[0]

    def _missing_on_premises(self) -> Sequence[str]:
        """What has been answered, and is on-premises neither by itself nor by what came back from AWS."""
        on_premises = self.testbed.on_premises
        answered = {*self._answered()}
        deadline = time.monotonic() + COPY_SECONDS
        while True:
            here = payment_ids(on_premises.server, on_premises.name, "payments.payments")
            here |= payment_ids(on_premises.server, on_premises.name, "ledger.payments")
            missing = sorted(answered - here)
            if not missing or time.monotonic() > deadline:
                return missing
            time.sleep(0.5)

    def _answered(self) -> list[str]:
        return [_id(one) for one in self.testbed.exchange_log.payments()]

    def _compare_both(self) -> None:
        """Compare when nobody writes any more: both sides must be the same, as nothing is injected."""
        self.differences.unplanted += int(replication.compare(self.testbed)["differences"])

    def _phase(self, name: str, play: Callable[[], str]) -> None:
        self.testbed.exchange_log.phase = name
        self.report(name, play())


def _id(exchange: Exchange) -> str:
    return str((exchange.content or {})["paymentId"])
