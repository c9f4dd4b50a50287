"""The application as the rotation sees it: it reads the secret as it always does, logs in and books something small."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from adapters.credentials import SecretCredentials
from adapters.database import Credential, Credentials, Database, Session
from adapters.settings import DatabaseSettings


@dataclass(slots=True)
class Reader:
    """Reads the secret as always, or each time, like an execution environment that has just started.

    `refusals`: how often the database did not accept what was read before, so that it must be fresh now.
    """

    credentials: Credentials
    each_time: bool
    refusals: int = 0

    def current(self, *, fresh: bool) -> Credential:
        self.refusals += fresh
        return self.credentials.current(fresh=fresh or self.each_time)


@dataclass(slots=True)
class Application:
    """`users`: who it was at each login. `failures`: what a caller would have seen."""

    settings: DatabaseSettings
    credentials: Reader
    users: list[str] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    @classmethod
    def warm(cls, settings: DatabaseSettings, secret: str) -> Application:
        return cls(settings, Reader(SecretCredentials(secret), each_time=False))

    @classmethod
    def cold(cls, settings: DatabaseSettings, secret: str) -> Application:
        return cls(settings, Reader(SecretCredentials(secret), each_time=True))

    @property
    def refusals(self) -> int:
        """Logins that were refused, and repeated with a fresh secret."""
        return self.credentials.refusals

    def log_in_and_book(self) -> None:
        """A login of its own each time: a connection that is kept would not notice any rotation."""
        database = Database(self.settings, self.credentials)
        try:
            self.users.append(database.transaction(_book))
        finally:
            database.close()

    def run_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self.log_in_and_book()
            except Exception as fault:
                self.failures.append(fault)


def _book(session: Session) -> str:
    payment = {
        **{"paymentId": str(uuid.uuid4()), "idempotencyKey": uuid.uuid4().hex, "scope": "", "fingerprint": "0" * 64},
        **{"amount": 1, "currency": "EUR", "merchantId": "shop-1", "customerId": "c", "cardToken": "tok_c"},
        **{"cardCountry": "DE", "decision": "approve", "score": 0, "reasons": [], "createdAt": 0},
    }
    session.run("SELECT ledger.record_payment(CAST(:payment AS jsonb))", payment=json.dumps(payment))
    return str(session.run("SELECT current_user")[0][0])


@contextmanager
def running(*applications: Application) -> Iterator[None]:
    """Each in a thread of its own, until the block ends."""
    stop = threading.Event()
    threads = [threading.Thread(target=application.run_until, args=[stop]) for application in applications]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
