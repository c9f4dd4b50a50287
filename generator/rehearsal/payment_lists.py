"""Read the lists of all merchants as callers do, on each side, and check that each payment is listed once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

from generator.rehearsal.callers import COLOURS, MERCHANTS
from generator.rehearsal.client import Client
from generator.rehearsal.deployed_functions import PROCESSING, RehearsalError
from generator.rehearsal.testbed import Testbed

# What a killed function has not delivered is taken up a minute later, when the balancer asks for health.
PATIENCE_SECONDS = 100.0
TRIES = 5
HEALTH: Mapping[str, Any] = {
    "requestContext": {"elb": {}},
    "httpMethod": "GET",
    "path": "/health",
    "headers": {"user-agent": "ELB-HealthChecker/2.0"},
    "queryStringParameters": {},
    "body": "",
    "isBase64Encoded": False,
}


def await_listed(
    testbed: Testbed, answered: Sequence[str], *, joined: bool, colours: Sequence[str] = COLOURS
) -> Sequence[str]:
    """Return the payments that are not in the lists once, after what killed functions left has been delivered.

    `joined`: each list has those of both sides. `colours` are the sides that are asked.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        listings = _listings(testbed, colours)
        if not missing_payments(listings, answered, joined=joined) or time.monotonic() > deadline:
            return not_listed_once(listings, answered, joined=joined)
        testbed.functions.invoke(PROCESSING, HEALTH)
        time.sleep(3)


def missing_payments(listings: Mapping[str, Iterable[str]], answered: Iterable[str], *, joined: bool) -> Sequence[str]:
    """Return the payments that a list should have and lacks: they may still come."""
    counted = _counted(listings, joined=joined)
    return sorted({payment for payment in answered for count in counted if not count[payment]})


def not_listed_once(listings: Mapping[str, Iterable[str]], answered: Iterable[str], *, joined: bool) -> Sequence[str]:
    """Return the payments that the lists do not have exactly once.

    `listings` has the ids of all pages by the side that was asked.
    """
    counted = _counted(listings, joined=joined)
    return sorted({payment for payment in answered for count in counted if count[payment] != 1})


def _counted(listings: Mapping[str, Iterable[str]], *, joined: bool) -> Sequence[Counter[str]]:
    """What must have each payment once: both lists together, or, where they are joined, each of them."""
    whole = [Counter(ids) for ids in listings.values()]
    return whole if joined else [sum(whole, Counter())]


def _listings(testbed: Testbed, colours: Sequence[str]) -> Mapping[str, list[str]]:
    with closing(testbed.client()) as client:
        return {colour: [one for merchant in MERCHANTS for one in _ids(client, merchant, colour)] for colour in colours}


def _ids(client: Client, merchant: str, colour: str) -> list[str]:
    """The ids of a merchant's payments, page by page. Raises RehearsalError where a page is not answered."""
    ids: list[str] = []
    cursor = ""
    while True:
        page = _page(client, merchant, cursor, colour)
        ids += [str(payment["paymentId"]) for payment in page["payments"]]
        cursor = page["nextCursor"] or ""
        if not cursor:
            return ids


def _page(client: Client, merchant: str, cursor: str, colour: str) -> Mapping[str, Any]:
    """A page, asked for again while nobody is able to answer."""
    for pause in range(TRIES):
        exchange = client.page(merchant, cursor, colour)
        if exchange.status == 200 and exchange.content is not None:
            return exchange.content
        time.sleep(pause)
    raise RehearsalError(f"the list of {merchant} on {colour} is answered {exchange.status}: {exchange.content}")
