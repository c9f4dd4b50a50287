"""Screen a payment, and count it exactly once by its id.

1. read    the assessment of this payment, if it has one, and the counters
2. assess  the counters by the fraud rules
3. count   the assessment, the velocities and, if it is approved, the customer's history: in ONE transaction, on
           condition that there is no assessment yet and that no counter has exceeded its limit since it was read

So a retry or a concurrent duplicate finds the first assessment and counts nothing, and of many payments at once as many
pass as the limit allows. If a condition fails, it begins again at 1.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from adapters.dynamodb_items import to_item
from adapters.fraud_counters import TransactionConflict, increment, read_items, write_transaction
from payments.errors import TemporarilyUnavailable
from payments.fraud import Assessment, assess
from payments.fraud_counters import CounterSet, Counts, combined_signals
from payments.fraud_rules import FraudRules
from payments.merchants import Merchant
from payments.request import PaymentRequest

ASSESSMENT_TTL_SECONDS: Final = 30 * 24 * 3600
_ATTEMPTS: Final = 6
_PAUSE_SECONDS: Final = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotentScreening:
    """Screens payments once each. `assessments` and `counters` are tables; `clock` returns seconds since the epoch."""

    assessments: str
    counters: str
    rules: Callable[[], FraudRules]
    clock: Callable[[], float] = time.time

    def screen(self, payment_id: str, request: PaymentRequest, merchant: Merchant) -> Assessment:
        """Return the payment's assessment. Raises TemporarilyUnavailable, ConfigurationInvalid."""
        rules, key = self.rules(), f"screening#{payment_id}#{request.fingerprint()}"
        for attempt in range(_ATTEMPTS):
            _pause(attempt)
            counters = CounterSet.of(request, rules, self.clock())
            stored, counts = self._read(key, counters)
            if stored is not None:
                return stored
            assessment = assess(request, merchant, counters.signals(counts), rules)
            try:
                write_transaction(list(self._actions(key, assessment, counters, counts, request)))
            except TransactionConflict:
                continue
            return assessment
        raise TemporarilyUnavailable

    def _read(self, key: str, counters: CounterSet) -> tuple[Assessment | None, Counts]:
        found = read_items({self.assessments: [{"id": key}], self.counters: _keys(counters)})
        for item in found[self.assessments]:
            if item["expiration"] > self.clock():
                return _assessment(item), {}
        return None, _counts(found[self.counters])

    def _actions(
        self, key: str, assessment: Assessment, counters: CounterSet, counts: Counts, request: PaymentRequest
    ) -> Iterator[dict[str, Any]]:
        yield self._put_assessment(key, assessment)
        yield from _velocities(self.counters, counters, counts, key)
        if assessment.decision == "approve":
            yield increment(self.counters, counters.history[0], _amounts(request))

    def _put_assessment(self, key: str, assessment: Assessment) -> dict[str, Any]:
        """Return the action that stores the assessment unless there is one that has not expired."""
        now = int(self.clock())
        item = {
            "id": key,
            "expiration": now + ASSESSMENT_TTL_SECONDS,
            "decision": assessment.decision,
            "score": assessment.score,
            "reasons": list(assessment.reasons),
        }
        return {
            "Put": {
                "TableName": self.assessments,
                "Item": to_item(item),
                "ConditionExpression": "attribute_not_exists(id) OR expiration <= :now",
                "ExpressionAttributeValues": to_item({":now": now}),
            }
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StandaloneScreening:
    """Screens requests that are not payments. Its counts affect later screenings of the same merchant alone."""

    counters: str
    rules: Callable[[], FraudRules]
    clock: Callable[[], float] = time.time

    def screen(self, request: PaymentRequest, merchant: Merchant) -> Assessment:
        """Return the assessment. Raises TemporarilyUnavailable, ConfigurationInvalid."""
        rules, moment = self.rules(), self.clock()
        payment_counters, screening_counters = (
            CounterSet.of(request, rules, moment, screened=screened) for screened in (False, True)
        )
        counts = _counts(
            read_items({self.counters: [*_keys(payment_counters), *_keys(screening_counters)]})[self.counters]
        )
        assessment = assess(
            request,
            merchant,
            combined_signals(payment_counters.signals(counts), screening_counters.signals(counts)),
            rules,
        )
        self._count(screening_counters, assessment, request)
        return assessment

    def _count(self, counters: CounterSet, assessment: Assessment, request: PaymentRequest) -> None:
        actions = [
            increment(self.counters, counter, {"payments": 1}) for counter in counters.incremented(request.card_token)
        ]
        if assessment.decision == "approve":
            actions.append(increment(self.counters, counters.history[0], _amounts(request)))
        for attempt in range(_ATTEMPTS):
            _pause(attempt)
            try:
                return write_transaction(actions)
            except TransactionConflict:
                continue
        raise TemporarilyUnavailable


def _pause(attempt: int) -> None:
    """Sleep with jitter, so that conflicting transactions do not meet again. The first attempt does not yield: sleep(0)
    would.
    """
    if attempt:
        time.sleep(random.uniform(0, _PAUSE_SECONDS * attempt))


def _velocities(table: str, counters: CounterSet, counts: Counts, key: str) -> Iterator[dict[str, Any]]:
    """Yield increments on condition that what was within its limit still is: of two at once, one exceeds it."""
    for counter in counters.incremented(key):
        counted = counts.get(counter.key, {}).get("payments", 0)
        within = counter.limit is not None and counted < counter.limit
        yield increment(table, counter, {"payments": 1}, within=within)


def _amounts(request: PaymentRequest) -> dict[str, int]:
    return {"payments": 1, "amount": request.amount.minor_units}


def _keys(counters: CounterSet) -> list[dict[str, str]]:
    return [{"counterKey": key} for key in counters.all_keys()]


def _counts(items: list[dict[str, Any]]) -> Counts:
    return {item["counterKey"]: item for item in items}


def _assessment(item: dict[str, Any]) -> Assessment:
    return Assessment(decision=item["decision"], score=item["score"], reasons=tuple(item["reasons"]))
