"""The reconciliation of records with the ledger."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from adapters.aws import client
from adapters.logs import logger
from payments.errors import TemporarilyUnavailable
from payments.reconciliation import ReconciliationFindings, unbalanced
from tests.support.function_environment import function_environment
from tests.support.lambda_events import Context, payment, post_payment, request, unique
from tests.support.moto_server import MotoServer
from tests.support.payment_cloud import PaymentCloud, payment_cloud
from tests.support.postgres import Postgres
from transaction_processing import reconciliation, wiring
from transaction_processing.handler import handler

SCHEDULED = {"task": "reconcile"}


@pytest.fixture
def inside(postgres: Postgres, moto: MotoServer) -> Iterator[PaymentCloud]:
    """An environment for each test: what is walked through is what the test has paid."""
    own = payment_cloud(postgres, moto)
    with function_environment(own):
        yield own


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of metrics, in the order of their counting."""
    names: list[str] = []
    monkeypatch.setattr(reconciliation, "count", lambda name, **_: names.append(name))
    return names


def _paid(**changes: Any) -> dict[str, Any]:
    who = {"cardToken": f"tok_{unique()}", "customerId": f"c-{unique()}"}
    created: dict[str, Any] = json.loads(
        handler(post_payment(unique(), payment(**{**who, **changes})), Context())["body"]
    )
    return created


def _reconciled() -> dict[str, Any]:
    """What the last of as many calls as it takes has answered."""
    report: dict[str, Any] = {}
    for _ in range(50):
        report = handler({"task": "reconcile", "report": report}, Context())
        if report["next"] is None:
            return report
    raise AssertionError(report)


def _refund(payment_id: str, amount: int) -> None:
    path, headers = f"/payments/{payment_id}/refunds", {"idempotency-key": unique()}
    assert handler(request("POST", path, body={"amount": amount}, headers=headers), Context())["statusCode"] == 201


def _pages(monkeypatch: pytest.MonkeyPatch, a_call: int) -> None:
    """Time for so many pages of two payments in each call."""
    left = [a_call]

    def remaining() -> float:
        left[0] -= 1
        if left[0] >= 0:
            return 100.0
        left[0] = a_call
        return 0.0

    monkeypatch.setattr(reconciliation, "_PAGE_SIZE", 2)
    monkeypatch.setattr(reconciliation, "remaining_seconds", remaining)


def test_records_that_are_gone_or_changed_are_written_again(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciliation, "_PAGE_SIZE", 3)
    payments = [_paid(amount=1000 + number) for number in range(7)]
    _refund(payments[3]["paymentId"], 3)
    table = inside.name("transactions")
    client("dynamodb").delete_item(TableName=table, Key={"paymentId": {"S": payments[0]["paymentId"]}})
    client("dynamodb").update_item(
        TableName=table,
        Key={"paymentId": {"S": payments[1]["paymentId"]}},
        UpdateExpression="SET amount = :other",
        ExpressionAttributeValues={":other": {"N": "1"}},
    )
    held = sum(one["amount"] for one in payments) - 3
    found = _reconciled()
    assert found.pop("begun") <= date.today().isoformat()
    assert found == {
        **{"checked": 7, "waiting": 0, "missing": 1, "different": 1, "next": None},
        **{"held": {"EUR": held}, "taken": {"EUR": held}, "unbalanced": [], "differences": {}},
        **{"records": 7, "unknown": 0, "unknownPayments": []},
    }
    for one in payments[:2]:
        assert json.loads(handler(request("GET", f"/payments/{one['paymentId']}"), Context())["body"]) == one
    assert (_reconciled()["missing"], _reconciled()["different"]) == (0, 0)


def test_it_stops_in_time_and_goes_on_where_it_stopped(inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    _paid()
    monkeypatch.setattr(reconciliation, "remaining_seconds", lambda: 0.0)
    stopped = handler({"task": "reconcile", "report": {}}, Context())
    assert (stopped["checked"], stopped["next"]) == (0, reconciliation._FIRST)
    monkeypatch.undo()
    assert handler({"task": "reconcile", "report": stopped}, Context())["next"] is None


def test_calls_by_the_clock_make_one_walk_a_day_together(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    for _ in range(7):
        _paid()
    _pages(monkeypatch, a_call=2)
    first, second, third = (handler(SCHEDULED, Context()) for _ in range(3))
    assert [(one["checked"], one["next"] is None) for one in (first, second, third)] == [
        (4, False),
        (7, False),
        (7, True),
    ]
    assert third["differences"] == {}
    before = len(counted)
    assert handler(SCHEDULED, Context()) == third, "it has ended for today"
    assert counted[before:] == []
    assert counted.count("ReconciliationEnded") == 1


def test_the_next_day_begins_anew_and_a_walk_that_takes_longer_is_told_of(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    for _ in range(3):
        _paid()
    _pages(monkeypatch, a_call=1)
    monkeypatch.setattr(reconciliation, "_today", lambda: date(2026, 3, 1))
    assert handler(SCHEDULED, Context())["checked"] == 2
    monkeypatch.setattr(reconciliation, "_today", lambda: date(2026, 3, 2))
    late = [handler(SCHEDULED, Context()) for _ in range(2)][-1]
    assert (late["begun"], late["checked"], late["next"]) == ("2026-03-01", 3, None)
    assert counted == ["ReconciliationLate", "ReconciliationLate", "ReconciliationEnded"]
    _pages(monkeypatch, a_call=1)
    anew = handler(SCHEDULED, Context())
    assert (anew["begun"], anew["checked"]) == ("2026-03-02", 2)


def test_of_two_calls_at_once_one_leaves_word_and_both_answer(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    _paid()
    other: list[dict[str, Any]] = []
    page = reconciliation._compare_page

    def meanwhile(findings: Any, after: str) -> str | None:
        if not other:
            other.append({})
            other[0] = handler(SCHEDULED, Context())
        return page(findings, after)

    monkeypatch.setattr(reconciliation, "_compare_page", meanwhile)
    assert handler(SCHEDULED, Context())["checked"] == other[0]["checked"] == 1
    assert wiring.reconciliation_checkpoint().read()[0] == 1


def test_a_call_that_fails_leaves_word_how_far_it_came(inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        _paid()
    _pages(monkeypatch, a_call=5)
    page, seen = reconciliation._compare_page, []

    def breaking(findings: Any, after: str) -> str | None:
        seen.append(after)
        if len(seen) > 1:
            raise TemporarilyUnavailable
        return page(findings, after)

    monkeypatch.setattr(reconciliation, "_compare_page", breaking)
    with pytest.raises(TemporarilyUnavailable):
        handler(SCHEDULED, Context())
    monkeypatch.setattr(reconciliation, "_compare_page", page)
    assert handler(SCHEDULED, Context())["checked"] == 3


def test_payments_and_refunds_during_the_walk_are_no_difference(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    monkeypatch.setattr(reconciliation, "_PAGE_SIZE", 1)
    first = [_paid() for _ in range(4)]
    page = reconciliation._compare_page

    def busy(findings: Any, after: str) -> str | None:
        last = page(findings, after)
        if findings.checked <= len(first):
            _paid()
            _refund(first[findings.checked - 1]["paymentId"], 1)
        return last

    monkeypatch.setattr(reconciliation, "_compare_page", busy)
    found = _reconciled()
    assert (found["unbalanced"], found["differences"]) == ([], {})
    assert "LedgerDiffers" not in counted


def test_what_waits_in_the_outbox_is_neither_missing_nor_written(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    def away(*_: Any) -> Any:
        raise TemporarilyUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(type(wiring.transactions()), "put", away)
        waiting = _paid()
    found = _reconciled()
    assert (found["waiting"], found["missing"], found["differences"]) == (1, 0, {})
    assert wiring.transactions().get(waiting["paymentId"]) is None


def test_a_ledger_that_does_not_add_up_is_told_of(inside: PaymentCloud, counted: list[str]) -> None:
    broken = _paid(amount=500)
    inside.sql("ALTER TABLE ledger.postings DISABLE TRIGGER USER")
    inside.sql("UPDATE ledger.postings SET amount = 400 WHERE amount = 500 AND account = 'card-clearing'")
    inside.sql("ALTER TABLE ledger.postings ENABLE TRIGGER USER")
    found = _reconciled()
    assert found["unbalanced"][0] == broken["paymentId"]
    assert found["differences"] == {"EUR": -100}
    assert counted == ["ReconciliationEnded", "LedgerDiffers"]


def test_its_lines_hold_nothing_of_the_request_before(inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    paid, log = _paid(), io.StringIO()
    for printing in logger.handlers:
        monkeypatch.setattr(printing, "stream", log)
    handler(SCHEDULED, Context(aws_request_id="of-this-call"))
    [line] = map(json.loads, log.getvalue().splitlines())
    assert (line["message"], line["correlation_id"]) == ("reconciled", "of-this-call")
    assert paid["paymentId"] not in log.getvalue()


def _forgotten(cloud: PaymentCloud, *payments: dict[str, Any]) -> None:
    """As after a restore to a moment before these payments: the table alone has them still."""
    for table in ("outbox", "decisions", "postings", "entries", "payments"):
        cloud.sql(f"ALTER TABLE ledger.{table} DISABLE TRIGGER USER")
        for one in payments:
            cloud.sql(f"DELETE FROM ledger.{table} WHERE payment_id = CAST(:id AS uuid)", id=one["paymentId"])
        cloud.sql(f"ALTER TABLE ledger.{table} ENABLE TRIGGER USER")


def test_records_that_the_ledger_has_no_payment_of_are_told_of_and_stay(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    monkeypatch.setattr(reconciliation, "_RECORDS_PAGE_SIZE", 2)
    payments = [_paid() for _ in range(7)]
    _forgotten(inside, *payments[2:4])
    strange = {"paymentId": {"S": "of-nobody"}, "amount": {"N": "1"}}
    client("dynamodb").put_item(TableName=inside.name("transactions"), Item=strange)
    before = inside.items("transactions")
    found = _reconciled()
    forgotten = {payments[2]["paymentId"], payments[3]["paymentId"], "of-nobody"}
    assert (found["checked"], found["records"], found["unknown"]) == (5, 8, 3)
    assert set(found["unknownPayments"]) == forgotten
    assert (found["unbalanced"], found["differences"]) == ([], {})
    assert counted[-2:] == ["ReconciliationEnded", "LedgerDiffers"]
    assert "RecordsUnknown" in counted
    assert inside.items("transactions") == before


def test_the_walk_through_the_records_is_gone_on_with_by_other_calls(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    payments = [_paid() for _ in range(5)]
    _forgotten(inside, payments[0])
    monkeypatch.setattr(reconciliation, "_RECORDS_PAGE_SIZE", 2)
    _pages(monkeypatch, a_call=1)
    reports = [handler(SCHEDULED, Context())]
    while reports[-1]["next"] is not None:
        reports.append(handler(SCHEDULED, Context()))
    assert [report["records"] for report in reports] == sorted(report["records"] for report in reports)
    assert len([report for report in reports if str(report["next"]).startswith("record:")]) >= 2
    assert (reports[-1]["records"], reports[-1]["unknownPayments"]) == (5, [payments[0]["paymentId"]])


def test_payments_that_come_while_records_are_walked_through_are_known(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciliation, "_RECORDS_PAGE_SIZE", 1)
    for _ in range(3):
        _paid()
    records, left = reconciliation._count_records, [4]

    def busy(findings: Any, after: str | None) -> str | None:
        if left[0]:
            left[0] -= 1
            _paid()
        return records(findings, after)

    monkeypatch.setattr(reconciliation, "_count_records", busy)
    assert _reconciled()["unknown"] == 0


def test_of_many_records_a_hundred_are_named() -> None:
    findings = ReconciliationFindings()
    for start in (0, 80):
        findings.count_records([], [str(number) for number in range(start, start + 80)])
    assert (findings.unknown, len(findings.unknown_payments)) == (160, 100)
    assert ReconciliationFindings.of(findings.report()) == findings


def test_sums_that_do_not_fit_are_named() -> None:
    line = {"day": "2026-01-02", "kind": "sale", "currency": "EUR"}
    sums = [{**line, "account": "card-clearing", "amount": "10"}, {**line, "account": "merchant:m", "amount": "-9"}]
    assert unbalanced(sums) == ["2026-01-02 EUR"]
