"""The reconciliation of records with the ledger."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.aws import client
from payments.reconciliation import differences, unbalanced
from tests.support.lambda_events import Context, payment, post_payment, request, unique
from tests.support.payment_cloud import PaymentCloud
from transaction_processing import reconciliation
from transaction_processing.handler import handler


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


def test_records_that_are_gone_or_changed_are_written_again(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciliation, "_PAGE", 3)
    payments = [_paid(amount=1000 + number) for number in range(7)]
    handler(
        request(
            "POST",
            f"/payments/{payments[3]['paymentId']}/refunds",
            body={"amount": 3},
            headers={"idempotency-key": unique()},
        ),
        Context(),
    )
    table = inside.name("transactions")
    client("dynamodb").delete_item(TableName=table, Key={"paymentId": {"S": payments[0]["paymentId"]}})
    client("dynamodb").update_item(
        TableName=table,
        Key={"paymentId": {"S": payments[1]["paymentId"]}},
        UpdateExpression="SET amount = :other",
        ExpressionAttributeValues={":other": {"N": "1"}},
    )
    held = sum(one["amount"] for one in payments) - 3
    assert _reconciled() == {
        **{"checked": 7, "missing": 1, "different": 1, "held": {"EUR": held}, "next": None},
        **{"unbalanced": [], "differences": {}},
    }
    for one in payments[:2]:
        found = handler(request("GET", f"/payments/{one['paymentId']}"), Context())
        assert json.loads(found["body"]) == one
    assert (_reconciled()["missing"], _reconciled()["different"]) == (0, 0)


def test_it_stops_in_time_and_goes_on_where_it_stopped(inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    _paid()
    monkeypatch.setattr(reconciliation, "remaining", lambda: 0.0)
    stopped = handler({"task": "reconcile"}, Context())
    assert (stopped["checked"], stopped["next"]) == (0, reconciliation._FIRST)
    monkeypatch.undo()
    assert handler({"task": "reconcile", "report": stopped}, Context())["next"] is None


def test_sums_that_do_not_fit_are_named() -> None:
    line = {"day": "2026-01-02", "kind": "sale", "currency": "EUR"}
    sums = [{**line, "account": "card-clearing", "amount": "10"}, {**line, "account": "merchant:m", "amount": "-9"}]
    assert unbalanced(sums) == ["2026-01-02 EUR"]
    assert differences(sums, {"EUR": 7, "USD": 1}) == {"EUR": 3, "USD": -1}
