"""A card number anywhere in a request is refused, and is afterwards nowhere: not in an answer, a log, a trace or a
database. The function runs in a process of its own, traced as in Lambda; the database logs every statement."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest

from tests.support.card_numbers import PANS, digits_in, escaped, full_width, separated
from tests.support.lambda_events import payment, post_payment, request
from tests.support.lambda_process import LambdaProcess, lambda_process
from tests.support.payment_cloud import PaymentCloud
from tests.support.xray_daemon import XrayDaemon, xray_daemon

PAN = PANS[0]
TABLES = ("transactions", "idempotency", "fraud-counters", "merchants")
LEDGER = ("payments", "accounts", "entries", "postings", "outbox")


@dataclass(frozen=True, slots=True)
class Traced:
    """A function, what it stands on and where its traces go."""

    function: LambdaProcess
    daemon: XrayDaemon
    cloud: PaymentCloud


@pytest.fixture(scope="module")
def traced(cloud: PaymentCloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traced]:
    log = tmp_path_factory.mktemp("logs") / "function.log"
    with xray_daemon() as daemon:
        variables = {**cloud.variables, **daemon.variables(), "POWERTOOLS_LOG_LEVEL": "DEBUG"}
        with lambda_process("transaction_processing.handler.handler", variables, log) as function:
            yield Traced(function, daemon, cloud)


def _encoded(body: str) -> dict[str, Any]:
    event = post_payment("key", body)
    return {**event, "body": base64.b64encode(event["body"].encode()).decode(), "isBase64Encoded": True}


def _multi_value(name: str, values: list[str]) -> dict[str, Any]:
    event = post_payment("key")
    headers = {header: [value] for header, value in event.pop("headers").items()}
    return {**event, "multiValueHeaders": {**headers, name: values}}


HIDING_PLACES = [
    *((f"the number {pan} as the token", post_payment("key", payment(cardToken=pan))) for pan in PANS),
    ("in the reference, spaced", post_payment("key", payment(reference=f"card {separated(PAN, ' ')}"))),
    ("with hyphens", post_payment("key", payment(reference=separated(PAN, "-")))),
    ("with a no-break space", post_payment("key", payment(reference=separated(PAN, "\u00a0")))),
    ("with invisible spaces between all digits", post_payment("key", payment(reference="\u200b".join(PAN)))),
    ("in full-width digits", post_payment("key", payment(reference=full_width(PAN)))),
    ("as a number", post_payment("key", payment(amount=int(PAN)))),
    ("as a number with decimals", post_payment("key", f'{{"amount": {PAN}.00}}')),
    ("as a number with an exponent", post_payment("key", '{"amount": 4.111111111111111e15}')),
    ("in escapes of JSON", post_payment("key", f'{{"reference": "{escaped(PAN)}"}}')),
    ("as the name of a field", post_payment("key", {**payment(), PAN: 1})),
    ("deep within", post_payment("key", {**payment(), "extra": {"list": [{"deep": PAN}]}})),
    ("spelled as a list", post_payment("key", {**payment(), "extra": separated(PAN, " ").split()})),
    ("in a text that is no JSON", post_payment("key", f"card={PAN}")),
    ("in a body that is no object", post_payment("key", f'["{PAN}"]')),
    ("in a body in base64", _encoded(json.dumps(payment(reference=PAN)))),
    ("as the idempotency key", post_payment(PAN)),
    ("in the correlation id", post_payment("key", headers={"x-correlation-id": f"id-{PAN}"})),
    ("in the user agent", post_payment("key", headers={"user-agent": f"client {PAN}"})),
    ("in place of the trace id", post_payment("key", headers={"x-amzn-trace-id": f"Root={PAN}"})),
    ("with letters between the groups", post_payment("key", payment(reference=separated(PAN, "x")))),
    ("with entities between the groups", post_payment("key", payment(reference=separated(PAN, "&nbsp;")))),
    ("in Base64", post_payment("key", payment(reference=base64.b64encode(PAN.encode()).decode()))),
    ("in hexadecimal", post_payment("key", payment(cardToken=f"tok_{PAN.encode().hex()}"))),
    ("split over two fields", post_payment("key", payment(customerId=PAN[:8], reference=PAN[8:]))),
    ("with its security code behind", post_payment("key", payment(customerId=f"{PAN}123"))),
    ("in the idempotency key, percent-encoded", post_payment(separated(PAN, "%2D"))),
    ("in the second value of the user agent", _multi_value("user-agent", ["a", PAN])),
    ("in the path", request("GET", f"/payments/{PAN}")),
    ("in the path, encoded", request("GET", "/payments/" + "".join(f"%3{digit}" for digit in PAN))),
    ("in the path, encoded twice", request("GET", "/payments/" + "".join(f"%253{digit}" for digit in PAN))),
    ("in the path of no route", request("GET", f"/{separated(PAN, '-')}/x")),
    ("in the cursor", request("GET", "/merchants/shop-1/payments", query={"cursor": PAN})),
    ("in the query, with plus signs", request("GET", "/merchants/shop-1/payments", query={"q": separated(PAN, "+")})),
    ("in the query, encoded", request("GET", "/payments", query={"q": quote(separated(PAN, " "))})),
    ("as the name of a parameter", request("GET", "/payments", query={PAN: ""})),
    ("in a health check that is none", request("POST", "/health", body={"card": PAN})),
]

# Headers that nobody reads or keeps: their numbers are those of the callers' own tools.
UNREAD = [
    post_payment("key-unread-1", headers={"x-forwarded-for": PAN}),
    post_payment("key-unread-2", headers={"authorization": f"Bearer {PAN}"}),
    post_payment("key-unread-3", headers={f"x-{PAN}": "1"}),
    post_payment("key-unread-4", headers={"x-datadog-trace-id": PAN}),
    request("GET", "/payments/x", headers={"cookie": f"card={PAN}", "referer": f"https://shop.example/{PAN}"}),
]


@pytest.mark.parametrize(("place", "event"), HIDING_PLACES, ids=[place for place, _ in HIDING_PLACES])
def test_a_card_number_is_refused(traced: Traced, place: str, event: dict[str, Any]) -> None:
    answer = traced.function.invoke(event)
    error = json.loads(answer["body"])["error"]
    assert (answer["statusCode"], error["code"]) == (400, "PAN_REFUSED")
    assert not any(pan in digits_in(json.dumps(answer)) for pan in PANS)


def test_afterwards_it_is_nowhere(traced: Traced) -> None:
    for _, event in HIDING_PLACES:
        traced.function.invoke(event)
    statuses = [traced.function.invoke(event)["statusCode"] for event in UNREAD]
    assert statuses == [201, 201, 201, 201, 404]
    good = traced.function.invoke(post_payment("key-of-a-good-payment"))
    assert good["statusCode"] == 201, good

    rows = [traced.cloud.sql(f"SELECT to_jsonb(t)::text FROM ledger.{table} t") for table in LEDGER]
    places = {
        "log": traced.function.log(),
        "traces": json.dumps(traced.daemon.segments()),
        "ledger": json.dumps(rows),
        "statements": traced.cloud.postgres.log_file.read_text(errors="replace"),
        "tables": json.dumps([traced.cloud.items(table) for table in TABLES]),
        "notices": json.dumps(traced.cloud.notices()),
    }
    assert [(name, pan) for name, text in places.items() for pan in PANS if _holds(text, pan)] == []
    # What a good payment leaves behind is there: the search looked in the right places.
    assert '"PutItem"' in places["traces"]
    assert traced.cloud.name("transactions") in places["traces"]
    assert "key-of-a-good-payment" in places["ledger"]
    assert "key-of-a-good-payment" in places["statements"]
    assert "request_answered" in places["log"]
    assert "customer-1" in places["tables"]


def _holds(text: str, pan: str) -> bool:
    """Whatever stands between the digits of one line."""
    return any(pan in digits_in(line) for line in text.splitlines())


def test_a_token_or_an_amount_of_a_good_payment_is_in_no_trace(traced: Traced) -> None:
    traced.daemon.segments()
    body = payment(amount=77123, customerId="customer-of-the-trace", reference="reference-of-the-trace")
    assert traced.function.invoke(post_payment("key-of-the-trace", body))["statusCode"] == 201
    traces = json.dumps(traced.daemon.segments())
    assert "PutItem" in traces
    for secret in ("77123", "of-the-trace", body["cardToken"]):
        assert secret not in traces
