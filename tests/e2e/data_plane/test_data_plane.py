"""Money through the front door of an applied stack: API Gateway, VPC link, balancers, functions, Aurora, DynamoDB, SNS.

What stands in for AWS where the emulator has a gap is told in docs/emulation.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pytest
from botocore.credentials import Credentials  # type: ignore[import-untyped]  # botocore has no types

from tests.e2e.data_plane.deployment import Weights
from tests.e2e.data_plane.gateway import Answer, Gateway
from tests.e2e.data_plane.load import CALLERS, Load, Request, pay, running_load
from tests.e2e.data_plane.stand import RIVAL_MERCHANT, Stand, current_version, running_stand, user_arn
from tests.e2e.stacks import PAYMENT_ROUTES
from tests.support.lambda_events import payment, unique
from tests.support.machine import quiet_machine
from tests.support.payment_cloud import MERCHANT, SQL
from tests.support.waiting import wait_until
from tests.support.windows import in_one_window

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("data-plane")]

ENOUGH = 1000
# Of one degree of freedom: chance gives more once in a hundred thousand times.
CHI_SQUARE = 19.5
# What leads to the colours of transaction processing: a rule a route.
RULES = {f"aws_lb_listener_rule.listener-rule-route-{route}" for route in PAYMENT_ROUTES}
GREEN = "aws_lambda_alias.alias-transaction-processing-green"
Count = Callable[[str], None]


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with running_stand(tmp_path_factory.mktemp("data-plane")) as running:
        yield running


@pytest.fixture(scope="module")
def alone() -> Iterator[None]:
    """The machine without others, for the tests that count under load. They are the last: the others wait once."""
    with quiet_machine():
        yield


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Count:
    """Tells what a test has counted; the run prints it at its end."""
    return lambda text: record_property("counted", f"data plane: {text}")


def test_a_deploy_migrates_the_database_and_makes_the_application_its_user(stand: Stand, counted: Count) -> None:
    files = sorted(file.name for file in SQL.glob("*.sql"))
    assert [row[0] for row in stand.sql("SELECT name FROM migration.applied ORDER BY name")] == files
    called = stand.deployment.attributes("aws_lambda_invocation", "call-database-migration")
    assert json.loads(called["result"]) == {"applied": files, "already": []}
    members = stand.sql(
        "SELECT m.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member "
        "WHERE a.roleid = 'payments_app'::regrole AND m.rolcanlogin"
    )
    assert [name for (name,) in members if name.startswith("payments_app_")]
    counted(f"{stand.resources} resources applied, {len(files)} SQL files in the database")


def test_payments_are_validated_screened_and_booked_and_all_places_agree(stand: Stand, counted: Count) -> None:
    gateway = stand.gateway()

    def check_and_pay() -> list[Answer]:
        who = {"customerId": f"customer-{unique()}", "cardToken": f"tok_{unique()}"}
        valid = gateway.post("/validations", payment(**who))
        assert (valid.status, valid.content) == (200, {"valid": True, "amount": "12.50 EUR"})
        screened = gateway.post("/screenings", payment(**{**who, "customerId": f"customer-{unique()}"}))
        assert (screened.status, screened.content["decision"]) == (200, "approve")
        return [pay(gateway, **who) for _ in range(6)]

    # A screening counts for screenings alone: the sixth payment is the first beyond five within ten minutes.
    answers = in_one_window(check_and_pay)
    assert [(answer.status, answer.content["status"]) for answer in answers] == [(201, "approved")] * 5 + [
        (201, "in_review")
    ]
    assert gateway.get(f"/payments/{answers[0].content['paymentId']}").content == answers[0].content
    payments = [answer.content for answer in answers]
    _agree(stand, payments)
    counted(f"{len(answers)} payments in, {_booked(stand, payments)} booked, one for review")


def test_a_declined_payment_is_told_to_those_who_subscribed_and_moves_no_money(stand: Stand, counted: Count) -> None:
    gateway = stand.gateway()

    def pay_from_abroad() -> list[Answer]:
        stand.messages()
        who = {"customerId": f"customer-{unique()}", "cardToken": f"tok_{unique()}"}
        return [pay(gateway, **who, cardCountry="US") for _ in range(7)]

    answers = in_one_window(pay_from_abroad)
    assert [answer.status for answer in answers] == [201] * 7
    payments = [answer.content for answer in answers]
    declined = [told for told in payments if told["status"] == "declined"]
    assert [told["reasons"] for told in declined] == [["card_velocity", "country_mismatch"]] * 2
    assert _by_id(stand.messages()) == _by_id(declined)
    _agree(stand, payments)
    counted(f"{len(answers)} payments in, {_booked(stand, payments)} booked, {len(declined)} declined and told")


def _forged(stand: Stand) -> Credentials:
    return Credentials(stand.caller.access_key, "made up")


REFUSED: Mapping[str, tuple[int, str, Callable[[Stand], Answer]]] = {
    "an amount that is a text": (400, "INVALID_REQUEST", lambda stand: pay(stand.gateway(), amount="12")),
    "no merchant": (400, "INVALID_REQUEST", lambda stand: pay(stand.gateway(), merchantId=None)),
    "a list": (
        400,
        "INVALID_REQUEST",
        lambda stand: stand.gateway().post("/payments", [payment()], Idempotency_Key=unique()),
    ),
    "no JSON, under another content type": (
        400,
        "INVALID_REQUEST",
        lambda stand: stand.gateway().request(
            "POST", "/payments", "amount=1", Content_Type="text/plain", Idempotency_Key=unique()
        ),
    ),
    "no idempotency key": (
        400,
        "INVALID_REQUEST",
        lambda stand: stand.gateway().post("/payments", payment()),
    ),
    "no signature": (403, "FORBIDDEN", lambda stand: pay(stand.gateway_for(None))),
    "a forged signature": (403, "FORBIDDEN", lambda stand: pay(stand.gateway_for(_forged(stand)))),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_refused_at_the_gateway_and_wakes_no_function(stand: Stand, case: str, counted: Count) -> None:
    status, code, call = REFUSED[case]
    before = len(stand.versions())
    answer = call(stand)
    assert (answer.status, answer.content["error"]["code"]) == (status, code)
    assert answer.content["error"]["correlationId"] == answer.correlation_id
    assert len(stand.versions()) == before
    counted(f"refused at the gateway: {case}")


def test_who_has_no_permission_is_refused_at_the_gateway(stand: Stand, counted: Count) -> None:
    before = len(stand.versions())
    assert pay(stand.gateway_for(stand.stranger)).status == 403
    assert len(stand.versions()) == before
    counted("refused at the gateway: a caller without permission")


def test_refunds_a_reversal_and_reviews_move_the_money_that_the_answers_say(stand: Stand, counted: Count) -> None:
    gateway = stand.gateway()

    correct = partial(_correct, gateway)

    def pay_until_reviewed() -> list[str]:
        who = {"customerId": f"customer-{unique()}", "cardToken": f"tok_{unique()}"}
        return [pay(gateway, **who).content["paymentId"] for _ in range(7)]

    refunded, reversed_, _, _, _, approved, declined = in_one_window(pay_until_reviewed)
    assert [correct(refunded, "refunds", {"amount": 400}).status for _ in range(4)] == [201, 201, 201, 409]
    assert [correct(reversed_, "reversal", {}).status for _ in range(2)] == [201, 201]
    assert correct(reversed_, "refunds", {"amount": 1}).status == 409
    assert correct(approved, "decision", {"decision": "approve"}).content["status"] == "approved"
    assert correct(declined, "decision", {"decision": "decline"}).content["status"] == "declined"
    held = {refunded: 50, reversed_: 0, approved: 1250, declined: 0}
    taken = dict(
        stand.sql(
            "SELECT payment_id::text, sum(amount)::bigint FROM ledger.postings WHERE account = 'card-clearing' "
            "GROUP BY payment_id"
        )
    )
    assert {one: taken.get(one, 0) for one in held} == held
    records = stand.records()
    assert [(records[one]["status"], records[one]["refundedAmount"]) for one in held] == [
        ("approved", 1200),
        ("reversed", 0),
        ("approved", 0),
        ("declined", 0),
    ]
    assert {told["paymentId"] for told in stand.messages()} >= {declined}
    sums = stand.sql("SELECT currency, sum(amount)::bigint FROM ledger.postings GROUP BY currency")
    assert {total for _, total in sums} == {0}
    counted("3 refunds, 1 reversal, 2 decisions in; ledger, records and answers agree, and each currency sums to 0")


Ask = Callable[[Gateway, str], Answer]
KNOWN: Mapping[str, tuple[int, str, Ask]] = {
    "a payment": (404, "PAYMENT_NOT_FOUND", lambda by, one: by.get(f"/payments/{one}")),
    "a refund": (404, "PAYMENT_NOT_FOUND", lambda by, one: _correct(by, one, "refunds", {"amount": 1})),
    "a decision": (404, "PAYMENT_NOT_FOUND", lambda by, one: _correct(by, one, "decision", {"decision": "approve"})),
    "a reversal": (404, "PAYMENT_NOT_FOUND", lambda by, one: _correct(by, one, "reversal", {})),
    "a list": (404, "MERCHANT_NOT_FOUND", lambda by, _: by.get(f"/merchants/{MERCHANT}/payments")),
    "a new payment": (404, "MERCHANT_NOT_FOUND", lambda by, _: pay(by)),
    "a validation": (404, "MERCHANT_NOT_FOUND", lambda by, _: by.post("/validations", payment())),
    "a screening": (404, "MERCHANT_NOT_FOUND", lambda by, _: by.post("/screenings", payment())),
}
OWN = {"a payment": 200, "a refund": 201, "a decision": 409, "a reversal": 201, "a list": 200, "a new payment": 201}


@pytest.mark.parametrize("what", KNOWN)
def test_what_is_anothers_is_not_there_whatever_a_caller_says_of_himself(
    stand: Stand, what: str, counted: Count
) -> None:
    status, code, ask = KNOWN[what]
    paid = pay(stand.gateway(), customerId=f"customer-{unique()}", cardToken=f"tok_{unique()}").content["paymentId"]
    told, lied = (ask(by, paid) for by in (stand.gateway_for(stand.rival), _pretending(stand, "shop")))
    for answer in (told, lied):
        assert (answer.status, answer.content["error"]["code"]) == (status, code)
    assert ask(_pretending(stand, "rival", by=stand.caller), paid).status == OWN.get(what, 200), "it is his own"
    counted(f"kept from another merchant: {what}")


def test_two_merchants_have_one_key_and_a_payment_each(stand: Stand, counted: Count) -> None:
    key, who = f"order-{unique()}", {"customerId": f"customer-{unique()}", "cardToken": f"tok_{unique()}"}
    callers = {MERCHANT: stand.gateway(), RIVAL_MERCHANT: stand.gateway_for(stand.rival)}
    paid = {
        merchant: by.post("/payments", payment(**who, merchantId=merchant), Idempotency_Key=key)
        for merchant, by in callers.items()
    }
    assert [answer.status for answer in paid.values()] == [201, 201]
    for merchant, by in callers.items():
        listed = by.get(f"/merchants/{merchant}/payments").content["payments"]
        assert {one["merchantId"] for one in listed} == {merchant}
        assert paid[merchant].content in listed
    counted("one key of two merchants: two payments, in a list each")


def _pretending(stand: Stand, name: str, *, by: Credentials | None = None) -> Gateway:
    """The rival, or another caller, who says in a header of the request that he is somebody else."""
    gateway = stand.gateway_for(by or stand.rival)
    gateway.always = {"X-Caller-Arn": user_arn(name)}
    return gateway


def _correct(gateway: Gateway, payment_id: str, what: str, body: Mapping[str, Any]) -> Answer:
    return gateway.post(f"/payments/{payment_id}/{what}", dict(body), Idempotency_Key=unique())


@pytest.mark.usefixtures("alone")
def test_weights_move_the_traffic_of_a_running_load_as_they_say_and_nobody_notices(
    stand: Stand, counted: Count
) -> None:
    with running_load(stand.lasting_gateway) as load:
        load.next(20)
        changed = stand.apply(version=2, weights=Weights(blue=90, green=10))
        assert changed == {*RULES, "aws_lambda_function.lambda-transaction-processing", GREEN}
        mostly_blue = load.next(ENOUGH)
        assert stand.apply(version=2, weights=Weights(blue=25, green=75)) == RULES
        mostly_green = load.next(ENOUGH)
    _none_failed(stand, load)
    assert stand.version_behind("blue") == "1" != stand.version_behind("green")
    _follows(stand, mostly_blue, Weights(blue=90, green=10), counted)
    _follows(stand, mostly_green, Weights(blue=25, green=75), counted)
    _all_booked(stand, load, "while weights moved", counted)

    forced = [stand.gateway().get("/merchants/shop-1/payments", X_Target_Colour="blue") for _ in range(5)]
    assert set(stand.colours([answer.correlation_id for answer in forced])) == {"blue"}


@pytest.mark.usefixtures("alone")
def test_the_credential_rotates_while_payments_flow(stand: Stand, counted: Count) -> None:
    secrets = stand.emulator.client("secretsmanager")
    with running_load(stand.lasting_gateway) as load:
        users = set()
        # Twice, so that the user whom the functions have in their memory has another password.
        for _ in range(2):
            load.next(100)
            version = secrets.rotate_secret(SecretId=stand.secret()["ARN"])["VersionId"]
            wait_until(partial(_is_current, stand, version), "a rotation")
            users.add(json.loads(secrets.get_secret_value(SecretId=stand.secret()["ARN"])["SecretString"])["username"])
            _end_sessions(stand)
            load.next(100)
    assert users == {"payments_app_a", "payments_app_b"}
    _none_failed(stand, load)
    _all_booked(stand, load, "while the credential rotated twice", counted)


def _none_failed(stand: Stand, load: Load) -> None:
    failures = [str(request) for request in load.failures()]
    assert failures == [], "\n".join([*failures, "the emulator's last words:", *stand.emulator.last_words()])


def _follows(stand: Stand, requests: Sequence[Request], weights: Weights, counted: Count) -> None:
    seen = stand.colours([request.answer.correlation_id for request in requests if request.answer])
    total = sum(seen.values())
    expected = {"blue": total * weights.blue / 100, "green": total * weights.green / 100}
    chi_square = sum((seen[colour] - count) ** 2 / count for colour, count in expected.items())
    counted(f"weights {weights.blue}/{weights.green}: {seen['blue']} blue, {seen['green']} green of {total} requests")
    assert total >= ENOUGH - 2 * CALLERS
    assert chi_square < CHI_SQUARE, f"{seen} for {weights}"


def _all_booked(stand: Stand, load: Load, what: str, counted: Count) -> None:
    payments = load.payments()
    _agree(stand, payments)
    booked = _booked(stand, payments)
    assert booked == len(payments)
    counted(f"{what}: {len(load.requests)} requests, {len(payments)} payments in, {booked} booked, none failed")


def _agree(stand: Stand, answers: Sequence[Mapping[str, Any]]) -> None:
    """Ledger and table say what the callers were told; what was approved is booked once, what was not, never."""
    rows = {
        str(row[0]): row
        for row in stand.sql(
            "SELECT payment_id, amount, currency, merchant_id, customer_id, reference, decision, "
            "(SELECT array_agg(account || ' ' || p.amount ORDER BY p.amount) FROM ledger.postings p "
            "WHERE p.payment_id = payments.payment_id) FROM ledger.payments"
        )
    }
    records = stand.records()
    for told in answers:
        row = rows[told["paymentId"]]
        assert list(row[1:6]) == [told[key] for key in ("amount", "currency", "merchantId", "customerId", "reference")]
        assert records[told["paymentId"]] == told
        booked = [f"merchant:{told['merchantId']} -{told['amount']}", f"card-clearing {told['amount']}"]
        assert row[7] == (booked if told["status"] == "approved" else None)
    assert stand.sql("SELECT count(*) FROM ledger.outbox") == [[0]]


def _booked(stand: Stand, payments: Sequence[Mapping[str, Any]]) -> int:
    """How many of these payments have an entry in the ledger."""
    entries = {str(payment_id) for (payment_id,) in stand.sql("SELECT payment_id FROM ledger.entries")}
    return len(entries & {payment["paymentId"] for payment in payments})


def _is_current(stand: Stand, version: str) -> bool:
    return current_version(stand.secret()) == version


def _end_sessions(stand: Stand) -> None:
    """As a failover does: every function must log in again, with what the secret says now."""
    stand.sql("GRANT payments_app_a, payments_app_b TO CURRENT_USER")
    stand.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'payments_app_%'")


def _by_id(payments: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {payment["paymentId"]: payment for payment in payments}
