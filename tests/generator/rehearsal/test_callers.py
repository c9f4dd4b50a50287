"""What callers do with answers that they get, and with those that they do not get. The API is a small server."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from generator.rehearsal.callers import Callers, is_known, payment_body, running_callers
from generator.rehearsal.client import CHOSEN, Client
from generator.rehearsal.exchanges import Exchange, ExchangeLog
from tests.support.waiting import wait_until

HOST = "127.0.0.1"
ENOUGH = 40


@dataclass
class Api:
    """An API that takes every payment once, and loses the first answers to a key."""

    server: ThreadingHTTPServer
    lost_answers: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    colours: set[str] = field(default_factory=set)
    paid: dict[str, dict[str, Any]] = field(default_factory=dict)

    def client(self, exchange_log: ExchangeLog) -> Client:
        return Client((HOST, self.server.server_port), "api", "x-target-colour", exchange_log, timeout_seconds=10)


@pytest.fixture
def api() -> Iterator[Api]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            key = self.headers["Idempotency-Key"]
            running.asked[key] += 1
            running.colours.add(self.headers.get("x-target-colour", ""))
            paid = running.paid.setdefault(key, {**json.loads(body), "paymentId": f"p-{key}"})
            if running.asked[key] <= running.lost_answers:
                self.close_connection = True
                return
            self.answer(201, paid)

        def do_GET(self) -> None:
            known = {f"/payments/{paid['paymentId']}": paid for paid in running.paid.values()}
            self.answer(200, known[self.path]) if self.path in known else self.answer(404, {})

        def answer(self, status: int, content: Any) -> None:
            octets = json.dumps(content).encode()
            self.send_response(status)
            self.send_header(CHOSEN, self.headers.get("x-target-colour") or "blue")
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        running = Api(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield running
        server.shutdown()


def crowd_of(api: Api) -> Callers:
    exchange_log = ExchangeLog()
    return Callers(lambda: api.client(exchange_log), exchange_log, refunds=False, pause_seconds=0.001)


def until(crowd: Callers, payments: int) -> None:
    wait_until(lambda: len(crowd.exchange_log.payments()) >= payments, f"{payments} payments")


def test_callers_pay_repeat_on_both_sides_and_look_at_what_was_answered(api: Api) -> None:
    crowd = crowd_of(api)
    with running_callers(crowd):
        until(crowd, ENOUGH)
    exchanges = crowd.exchange_log.all()
    assert {"pay", "read"} == {exchange.kind for exchange in exchanges}
    assert api.colours == {"", "blue", "green"}
    assert max(api.asked.values()) > 1
    assert {exchange.status for exchange in exchanges} == {200, 201}
    assert not crowd.faults


def test_a_lost_answer_is_asked_for_with_the_same_key_until_it_comes(api: Api) -> None:
    api.lost_answers = 2
    crowd = crowd_of(api)
    with running_callers(crowd):
        until(crowd, 5)
    assert crowd.settle() == 0
    lost = {exchange.key for exchange in crowd.exchange_log.all() if exchange.outcome_is_unknown}
    answered = {exchange.key for exchange in crowd.exchange_log.all() if exchange.kind == "pay" and exchange.succeeded}
    assert lost
    assert lost <= answered
    assert {*api.paid} == answered


def test_callers_who_cannot_go_on_are_noticed(api: Api) -> None:
    crowd = crowd_of(api)
    crowd.colours = ()
    with running_callers(crowd):
        threading.Event().wait(1)
    assert crowd.faults


def test_everything_is_looked_at_once(api: Api) -> None:
    crowd = crowd_of(api)
    client = crowd.new_client()
    for number in range(9):
        client.pay(f"key-{number}", {"amount": number})
    crowd.read_payments([str(one.content["paymentId"]) for one in crowd.exchange_log.payments() if one.content])
    looked = Counter(exchange.subject for exchange in crowd.exchange_log.all() if exchange.kind == "read")
    assert looked == Counter(f"p-key-{number}" for number in range(9))
    client.close()


@pytest.mark.parametrize(
    ("status", "known"), [(201, True), (200, True), (409, True), (422, True), (503, False), (502, False), (0, False)]
)
def test_an_answer_is_the_end_of_a_key_unless_it_says_to_ask_again(status: int, known: bool) -> None:
    assert is_known(Exchange(kind="pay", key="k", status=status)) is known


def test_payments_have_no_digits_that_could_be_a_card_number() -> None:
    body = payment_body(random.Random(1))
    assert body["customerId"].removeprefix("customer-").isalpha()
    assert body["cardToken"].removeprefix("tok_").isalpha()
