"""The answers of transaction processing, over a real database and emulated AWS services."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.aws import client
from payments.money import MAX_MINOR_UNITS
from tests.support.function_environment import failing_service, restart_environment
from tests.support.lambda_events import CORRELATION_ID, Context, payment, post_payment, request, unique
from tests.support.payment_cloud import MERCHANT, SUSPENDED_MERCHANT, PaymentCloud, schema_default
from transaction_processing import overdue_deliveries, wiring
from transaction_processing.handler import handler

Event = dict[str, Any]


def _answered(event: Any) -> tuple[int, dict[str, Any]]:
    answer = handler(event, Context())
    return answer["statusCode"], json.loads(answer["body"])


def _key() -> str:
    return f"key-{unique()}"


def _calm(**changes: Any) -> dict[str, Any]:
    """A payment by a card and a customer that nobody has seen, so that nothing scores."""
    fresh = unique()
    return payment(**{"cardToken": f"tok_{fresh}", "customerId": f"c-{fresh}", **changes})


def _post(body: Any, **headers: str | None) -> Event:
    return post_payment("key-of-a-refused-one", body, headers={k.replace("_", "-"): v for k, v in headers.items()})


REFUSED = [
    ("no body", _post(""), 400, "INVALID_JSON"),
    ("half a body", _post('{"amount": 1'), 400, "INVALID_JSON"),
    ("a key twice", _post('{"amount": 1, "amount": 2}'), 400, "INVALID_JSON"),
    ("not a number", _post('{"amount": NaN}'), 400, "INVALID_JSON"),
    ("endless nesting", _post("[" * 9000), 400, "INVALID_JSON"),
    ("a number of thousands of digits", _post(f'{{"amount": {"7" * 5000}}}'), 400, "INVALID_JSON"),
    ("a list", _post([payment()]), 400, "INVALID_JSON"),
    ("a text", _post('"text"'), 400, "INVALID_JSON"),
    ("nothing", _post("null"), 400, "INVALID_JSON"),
    ("half a character", _post("\udcff"), 400, "INVALID_JSON"),
    ("a huge body", _post(payment(reference="x" * 17000)), 413, "REQUEST_TOO_LARGE"),
    ("an empty object", _post({}), 400, "INVALID_REQUEST"),
    ("a field too many", _post({**payment(), "note": "x"}), 400, "INVALID_REQUEST"),
    *((f"no {field}", _post(payment(**{field: None})), 400, "INVALID_REQUEST") for field in list(payment())[:-1]),
    ("an amount of zero", _post(payment(amount=0)), 400, "INVALID_REQUEST"),
    ("a negative amount", _post(payment(amount=-1)), 400, "INVALID_REQUEST"),
    ("an amount that overflows", _post(payment(amount=MAX_MINOR_UNITS + 1)), 400, "INVALID_REQUEST"),
    ("an amount with decimals", _post(payment(amount=12.5)), 400, "INVALID_REQUEST"),
    ("a whole amount with decimals", _post('{"amount": 12.0}'), 400, "INVALID_REQUEST"),
    ("an endless amount", _post('{"amount": 1e999}'), 400, "INVALID_REQUEST"),
    ("an amount in a text", _post(payment(amount="1250")), 400, "INVALID_REQUEST"),
    ("an amount that is true", _post(payment(amount=True)), 400, "INVALID_REQUEST"),
    ("an amount in a list", _post(payment(amount=[1250])), 400, "INVALID_REQUEST"),
    ("an amount above the limit", _post(payment(amount=1_000_001)), 422, "AMOUNT_TOO_LARGE"),
    ("a currency that does not exist", _post(payment(currency="EUX")), 422, "CURRENCY_UNKNOWN"),
    ("a currency without limits", _post(payment(currency="JPY")), 422, "CURRENCY_NOT_ACCEPTED"),
    ("a currency in small letters", _post(payment(currency="eur")), 400, "INVALID_REQUEST"),
    ("a currency with a line break", _post(payment(currency="EUR\n")), 400, "INVALID_REQUEST"),
    ("a currency in Cyrillic letters", _post(payment(currency="\u0415UR")), 400, "INVALID_REQUEST"),
    ("a currency that is a number", _post(payment(currency=978)), 400, "INVALID_REQUEST"),
    ("a reference that is not ASCII", _post(payment(reference="caf\u00e9")), 400, "INVALID_REQUEST"),
    ("a reference with a control character", _post(payment(reference="a\u0000b")), 400, "INVALID_REQUEST"),
    ("a merchant's id with a line break", _post(payment(merchantId=f"{MERCHANT}\n")), 400, "INVALID_REQUEST"),
    ("a customer's id that is an object", _post(payment(customerId={"id": 1})), 400, "INVALID_REQUEST"),
    ("a token that is none", _post(payment(cardToken="4f9aZ81kQ0pLmN7r")), 400, "INVALID_REQUEST"),
    ("a token that is too short", _post(payment(cardToken="tok_4f9aZ81kQ0pLmN7")), 400, "INVALID_REQUEST"),
    ("a merchant that does not exist", _post(payment(merchantId="nobody")), 404, "MERCHANT_NOT_FOUND"),
    ("a suspended merchant", _post(payment(merchantId=SUSPENDED_MERCHANT)), 422, "MERCHANT_NOT_ACTIVE"),
    ("no content type", _post(payment(), content_type=None), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("a form", _post("a=b", content_type="application/x-www-form-urlencoded"), 415, "UNSUPPORTED_MEDIA_TYPE"),
    (
        "JSON in UTF-16",
        _post(payment(), content_type="application/json; charset=utf-16"),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    ("no idempotency key", _post(payment(), idempotency_key=None), 400, "IDEMPOTENCY_KEY_MISSING"),
    ("an empty idempotency key", _post(payment(), idempotency_key=""), 400, "IDEMPOTENCY_KEY_INVALID"),
    ("a key with a space", _post(payment(), idempotency_key="a b"), 400, "IDEMPOTENCY_KEY_INVALID"),
    ("a key that is not ASCII", _post(payment(), idempotency_key="caf\u00e9"), 400, "IDEMPOTENCY_KEY_INVALID"),
    ("a key that is too long", _post(payment(), idempotency_key="k" * 129), 400, "IDEMPOTENCY_KEY_INVALID"),
    ("a path that is none", request("GET", "/payment"), 404, "NOT_FOUND"),
    ("a method that is none", request("DELETE", "/payments/1"), 404, "NOT_FOUND"),
    ("an id that is none", request("GET", "/payments/1"), 404, "PAYMENT_NOT_FOUND"),
    ("an id that nobody has", request("GET", f"/payments/{uuid.uuid4()}"), 404, "PAYMENT_NOT_FOUND"),
    ("a merchant's id that is none", request("GET", "/merchants/a%20b/payments"), 400, "INVALID_REQUEST"),
    *(
        (
            f"a page of {limit!r}",
            request("GET", "/merchants/m/payments", query={"limit": limit}),
            400,
            "INVALID_REQUEST",
        )
        for limit in ("0", "101", "-1", "1.5", "ten", "\u0661", "1" * 12)
    ),
    ("a cursor that is none", request("GET", "/merchants/m/payments", query={"cursor": "x"}), 400, "CURSOR_INVALID"),
]


@pytest.mark.parametrize(("sentence", "event", "status", "code"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused(inside: PaymentCloud, sentence: str, event: Event, status: int, code: str) -> None:
    answer = handler(event, Context())
    error = json.loads(answer["body"])["error"]
    assert (answer["statusCode"], error["code"]) == (status, code)
    assert error.keys() == {"code", "message", "correlationId"}
    assert error["correlationId"] == answer["headers"]["X-Correlation-Id"] == CORRELATION_ID
    assert error["message"].endswith(".") or code == "INVALID_REQUEST"


@pytest.fixture(scope="module", autouse=True)
def nothing_refused_was_kept(inside: PaymentCloud) -> Iterator[None]:
    yield
    assert inside.sql("SELECT count(*) FROM ledger.payments WHERE idempotency_key = 'key-of-a-refused-one'") == [[0]]


@pytest.mark.parametrize("event", [{}, None, [], "text", {"httpMethod": 1, "path": None}, {"Records": []}])
def test_an_event_that_is_no_request_is_refused_like_a_bad_request(inside: PaymentCloud, event: Any) -> None:
    status, body = _answered(event)
    assert (status, body["error"]["code"]) == (400, "INVALID_REQUEST")
    assert uuid.UUID(body["error"]["correlationId"])


def test_a_refusal_says_which_field_is_wrong_and_what_it_should_be(inside: PaymentCloud) -> None:
    assert "amount must be a whole number" in _answered(_post(payment(amount="1")))[1]["error"]["message"]
    assert "cardCountry must be given" in _answered(_post(payment(cardCountry=None)))[1]["error"]["message"]
    assert "Only these fields" in _answered(_post({**payment(), "secret-name": 1}))[1]["error"]["message"]


def test_a_payment_is_answered_recorded_and_found_again(inside: PaymentCloud) -> None:
    key, body = _key(), _calm(amount=4200)
    status, created = _answered(post_payment(key, body))
    assert status == 201
    assert (created["status"], created["amount"], created["reasons"]) == ("approved", 4200, [])
    assert _answered(request("GET", f"/payments/{created['paymentId']}")) == (200, created)
    lines = inside.sql(
        "SELECT account, amount, currency FROM ledger.postings WHERE payment_id = CAST(:id AS uuid) ORDER BY account",
        id=created["paymentId"],
    )
    assert lines == [["card-clearing", 4200, "EUR"], [f"merchant:{MERCHANT}", -4200, "EUR"]]


def test_the_same_key_gives_the_same_answer_and_books_once(inside: PaymentCloud) -> None:
    key, body = _key(), _calm()
    first = handler(post_payment(key, body), Context())
    again = handler(post_payment(key, dict(reversed(body.items()))), Context())
    assert first["body"] == again["body"]
    payment_id = json.loads(first["body"])["paymentId"]
    entries = inside.sql("SELECT count(*) FROM ledger.entries WHERE payment_id = CAST(:id AS uuid)", id=payment_id)
    assert entries == [[1]]


@pytest.mark.parametrize("changes", [{"amount": 1}, {"customerId": "other"}, {"reference": None}, {"currency": "USD"}])
def test_the_same_key_with_another_body_is_refused(inside: PaymentCloud, changes: dict[str, Any]) -> None:
    key, body = _key(), _calm()
    assert _answered(post_payment(key, body))[0] == 201
    changed = {name: value for name, value in {**body, **changes}.items() if value is not None}
    status, answer = _answered(post_payment(key, changed))
    assert (status, answer["error"]["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_a_declined_payment_moves_no_money_and_is_told_of(inside: PaymentCloud) -> None:
    inside.notices()
    body = _calm(cardCountry="FR")
    answers = [_answered(post_payment(_key(), body))[1] for _ in range(6)]
    assert [answer["status"] for answer in answers] == ["approved"] * 5 + ["declined"]
    declined = answers[-1]
    assert declined["reasons"] == ["card_velocity", "country_mismatch"]
    assert inside.notices() == [declined]
    entries = inside.sql("SELECT * FROM ledger.entries WHERE payment_id = CAST(:id AS uuid)", id=declined["paymentId"])
    assert entries == []


def test_pages_lead_through_all_payments_of_a_merchant_newest_first(inside: PaymentCloud) -> None:
    inside.put_merchant("shop-of-pages")
    created = [_answered(post_payment(_key(), _calm(merchantId="shop-of-pages")))[1] for _ in range(7)]
    found: list[Any] = []
    query: dict[str, str] = {"limit": "3"}
    for size in (3, 3, 1):
        status, page = _answered(request("GET", "/merchants/shop-of-pages/payments", query=query))
        assert (status, len(page["payments"])) == (200, size)
        found += page["payments"]
        query = {"limit": "3", "cursor": page["nextCursor"] or ""}
    assert query["cursor"] == ""
    assert found == list(reversed(created))


def test_a_cursor_of_one_merchant_opens_no_other_list(inside: PaymentCloud) -> None:
    inside.put_merchant("shop-of-cursors")
    for _ in range(2):
        handler(post_payment(_key(), _calm(merchantId="shop-of-cursors")), Context())
    _, page = _answered(request("GET", "/merchants/shop-of-cursors/payments", query={"limit": "1"}))
    status, answer = _answered(request("GET", f"/merchants/{MERCHANT}/payments", query={"cursor": page["nextCursor"]}))
    assert (status, answer["error"]["code"]) == (400, "CURSOR_INVALID")


def test_a_merchant_without_payments_has_an_empty_list(inside: PaymentCloud) -> None:
    assert _answered(request("GET", "/merchants/nobody/payments")) == (200, {"payments": [], "nextCursor": None})


def test_a_payment_that_was_not_projected_yet_is_found_in_the_ledger(inside: PaymentCloud) -> None:
    _, created = _answered(post_payment(_key(), _calm()))
    client("dynamodb").delete_item(
        TableName=inside.name("transactions"), Key={"paymentId": {"S": created["paymentId"]}}
    )
    assert _answered(request("GET", f"/payments/{created['paymentId']}")) == (200, created)


@pytest.mark.parametrize("path", ["/health", "/status"])
def test_the_balancer_finds_the_function_healthy_on_any_path(inside: PaymentCloud, path: str) -> None:
    event = {**request("GET", path), "headers": {"user-agent": "ELB-HealthChecker/2.0"}}
    assert _answered(event) == (200, {"status": "ok"})


def test_a_caller_that_calls_itself_a_health_check_is_answered_like_any_other(inside: PaymentCloud) -> None:
    event = request("GET", "/payments/x", headers={"user-agent": "ELB-HealthChecker/2.0"})
    assert _answered(event)[1]["error"]["code"] == "PAYMENT_NOT_FOUND"


def test_multi_value_headers_are_read_and_answered_in_kind(inside: PaymentCloud) -> None:
    event = post_payment(_key(), _calm())
    event["multiValueHeaders"] = {name: [value] for name, value in event.pop("headers").items()}
    event["multiValueQueryStringParameters"] = {}
    del event["queryStringParameters"]
    answer = handler(event, Context())
    assert answer["statusCode"] == 201
    assert answer["multiValueHeaders"]["X-Correlation-Id"] == [CORRELATION_ID]
    event["multiValueHeaders"]["idempotency-key"] = ["one", "two"]
    assert json.loads(handler(event, Context())["body"])["error"]["code"] == "IDEMPOTENCY_KEY_INVALID"


@pytest.mark.parametrize("given", [None, "", "a b", "x" * 129, "\u00e9", "4111-1111-1111-1111"])
def test_without_a_correlation_id_that_fits_a_log_there_is_a_new_one(inside: PaymentCloud, given: str | None) -> None:
    answer = handler(request("GET", "/nowhere", headers={"x-correlation-id": given}), Context())
    assert uuid.UUID(answer["headers"]["X-Correlation-Id"])


@pytest.mark.parametrize("service", ["dynamodb", "ssm", "secretsmanager"])
def test_a_service_that_is_away_is_a_503_that_a_retry_heals(inside: PaymentCloud, service: str) -> None:
    inside.put_merchant("shop-abroad", country="US")
    body = _calm(merchantId="shop-abroad")
    for _ in range(5):
        _answered(post_payment(_key(), body))
    inside.notices()
    key = _key()
    restart_environment()
    with failing_service(service):
        status, answer = _answered(post_payment(key, body))
    assert (status, answer["error"]["code"]) == (503, "UNAVAILABLE")
    assert service not in json.dumps(answer)
    status, answer = _answered(post_payment(key, body))
    assert (status, answer["status"]) == (201, "declined")
    assert inside.notices() == [answer]


def test_a_topic_that_is_away_changes_no_answer_and_a_retry_tells_it(inside: PaymentCloud) -> None:
    body = _calm(cardCountry="FR")
    for _ in range(5):
        _answered(post_payment(_key(), body))
    inside.notices()
    key = _key()
    with failing_service("sns"):
        first = _answered(post_payment(key, body))
    assert (first[0], first[1]["status"], inside.notices()) == (201, "declined", [])
    assert _answered(post_payment(key, body)) == first
    assert inside.notices() == [first[1]]


def test_a_database_that_is_away_is_a_503(inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    restart_environment()
    monkeypatch.setenv("DATABASE_PORT", "1")
    status, answer = _answered(post_payment(_key(), _calm()))
    assert (status, answer["error"]["code"]) == (503, "UNAVAILABLE")
    monkeypatch.undo()
    restart_environment()


def test_a_connection_that_the_database_ended_is_opened_again(inside: PaymentCloud) -> None:
    assert _answered(post_payment(_key(), _calm()))[0] == 201
    with inside.postgres.session(inside.database) as session:
        session.run(f"GRANT app_{inside.suffix} TO CURRENT_USER")
        session.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :name", name=f"app_{inside.suffix}"
        )
    assert _answered(post_payment(_key(), _calm()))[0] == 201


@pytest.fixture
def limits_as_before(inside: PaymentCloud) -> Iterator[None]:
    """Whatever a test does to the limits ends with it."""
    yield
    [value] = [item["value"] for item in schema_default("parameters") if item["name"] == "payment/limits"]
    inside.put_parameter("payment/limits", json.loads(value))
    restart_environment()


def test_what_is_broken_for_good_is_a_500_that_tells_the_topic_and_not_the_caller(
    inside: PaymentCloud,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.delenv("PARAMETER_PAYMENT_LIMITS")
    inside.notices()
    key = _key()
    status, answer = _answered(post_payment(key, _calm()))
    assert status == 500
    assert answer == {
        "error": {
            "code": "INTERNAL_ERROR",
            "message": "Something failed here. What was to be recorded may have been: "
            "repeat the request with the same Idempotency-Key.",
            "correlationId": CORRELATION_ID,
        }
    }
    [notice] = inside.notices()
    assert (notice["status"], notice["reasons"]) == ("unknown", ["INTERNAL_ERROR"])
    assert notice["correlationId"] == CORRELATION_ID
    assert "cardToken" not in notice
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    [counted] = [line for line in lines if line.get("event") == "transaction_failed"]
    assert (counted["TransactionFailed"], counted["payment_id"]) == ([1.0], notice["paymentId"])
    assert [record.levelname for record in caplog.records if record.message == "request_failed"] == ["ERROR"]


def _left_behind(cloud: PaymentCloud, event: Event) -> dict[str, Any]:
    """A recorded payment that nobody was told of: how to find its record once somebody was."""
    _, created = _answered(event)
    cloud.sql(
        "INSERT INTO ledger.outbox VALUES (CAST(:id AS uuid), now() - interval '2 minutes')", id=created["paymentId"]
    )
    record = {"TableName": cloud.name("transactions"), "Key": {"paymentId": {"S": created["paymentId"]}}}
    client("dynamodb").delete_item(**record)
    return record


def test_what_a_crash_left_behind_is_delivered_when_the_balancer_asks_for_health(inside: PaymentCloud) -> None:
    record = _left_behind(inside, post_payment(_key(), _calm()))
    assert _answered(request("GET", "/health"))[0] == 200
    assert "Item" in client("dynamodb").get_item(**record)
    assert inside.sql("SELECT * FROM ledger.outbox") == []


def test_without_health_checks_it_is_delivered_after_a_payment_now_and_then(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert overdue_deliveries._INTERVAL_SECONDS == 300
    # The last look counts as recent, however long ago it is on a busy machine.
    monkeypatch.setattr(overdue_deliveries, "_INTERVAL_SECONDS", float("inf"))
    record = _left_behind(inside, post_payment(_key(), _calm()))
    assert _answered(post_payment(_key(), _calm()))[0] == 201
    assert "Item" not in client("dynamodb").get_item(**record)
    monkeypatch.setattr(overdue_deliveries, "_INTERVAL_SECONDS", 0)
    assert _answered(post_payment(_key(), _calm()))[0] == 201
    assert "Item" in client("dynamodb").get_item(**record)


def test_a_notice_that_can_not_be_sent_holds_up_no_other_delivery(inside: PaymentCloud) -> None:
    body = _calm(cardCountry="FR")
    for _ in range(5):
        _answered(post_payment(_key(), body))
    stuck = [_left_behind(inside, post_payment(_key(), body)) for _ in range(3)]
    healthy = _left_behind(inside, post_payment(_key(), _calm()))
    inside.notices()
    with failing_service("sns"):
        assert _answered(request("GET", "/health"))[0] == 200
    assert "Item" in client("dynamodb").get_item(**healthy)
    assert len(inside.sql("SELECT * FROM ledger.outbox")) == len(stuck)
    assert _answered(request("GET", "/health"))[0] == 200
    assert inside.sql("SELECT * FROM ledger.outbox") == []
    assert len(inside.notices()) == len(stuck)


def test_a_health_check_succeeds_while_the_database_is_away(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    restart_environment()
    monkeypatch.setenv("DATABASE_PORT", "1")
    assert _answered(request("GET", "/health"))[0] == 200
    monkeypatch.undo()
    restart_environment()


def test_a_changed_limit_counts_without_a_deployment(
    inside: PaymentCloud, limits_as_before: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.parameters.MAX_AGE_SECONDS", 0)
    restart_environment()
    assert _answered(post_payment(_key(), _calm()))[0] == 201
    inside.put_parameter("payment/limits", {"EUR": {"minimum": 1, "maximum": 1249}})
    assert _answered(post_payment(_key(), _calm()))[1]["error"]["code"] == "AMOUNT_TOO_LARGE"
    inside.put_parameter("payment/limits", {"EUR": {"minimum": 1, "maximum": 1250}})
    assert _answered(post_payment(_key(), _calm()))[0] == 201
    assert wiring.processor().limits().by_currency.keys() == {"EUR"}
