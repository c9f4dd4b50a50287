"""Call the API as its callers do, at the load balancer; each request is logged."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from generator.rehearsal.exchanges import NO_ANSWER, Exchange, ExchangeLog, Kind

# As long as API Gateway waits for what is behind it.
TIMEOUT_SECONDS = 29.0
CHOSEN = "x-emulated-target-group"
FAULTS = (OSError, http.client.HTTPException)


@dataclass(slots=True)
class Client:
    """A caller of the API, for one thread; it keeps its connection and must be closed.

    `colour_header` is the header by which a request is sent to a colour, whatever the weights are.
    """

    address: tuple[str, int]
    host: str
    colour_header: str
    exchange_log: ExchangeLog
    timeout_seconds: float = TIMEOUT_SECONDS
    _connection: http.client.HTTPConnection | None = None

    def pay(self, key: str, body: Mapping[str, Any], colour: str = "", subject: str = "") -> Exchange:
        """Create a payment; with a colour, on that side."""
        return self._exchange("pay", "POST", "/payments", body, key=key, colour=colour, subject=subject)

    def refund(self, payment_id: str, key: str, amount: int, colour: str = "") -> Exchange:
        """Refund a part of a payment."""
        path, body = f"/payments/{payment_id}/refunds", {"amount": amount}
        return self._exchange("refund", "POST", path, body, key=key, colour=colour, subject=payment_id)

    def read(self, payment_id: str, colour: str = "") -> Exchange:
        """Read a payment."""
        return self._exchange("read", "GET", f"/payments/{payment_id}", None, colour=colour, subject=payment_id)

    def page(self, merchant: str, cursor: str = "", colour: str = "") -> Exchange:
        """Read a page of a merchant's payments."""
        path = f"/merchants/{merchant}/payments?limit=100" + (f"&cursor={quote(cursor, safe='')}" if cursor else "")
        return self._exchange("list", "GET", path, None, colour=colour, subject=merchant)

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _exchange(
        self,
        kind: Kind,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        *,
        key: str = "",
        colour: str = "",
        subject: str = "",
    ) -> Exchange:
        began, phase = time.monotonic(), self.exchange_log.phase
        status, headers, content = self._answer(method, path, body, self._headers(key, colour, body))
        exchange = Exchange(
            kind=kind,
            key=key,
            subject=subject,
            colour=headers.get(CHOSEN, colour),
            phase=phase,
            began=began,
            ended=time.monotonic(),
            status=status,
            content=content,
        )
        self.exchange_log.enter(exchange)
        return exchange

    def _headers(self, key: str, colour: str, body: Mapping[str, Any] | None) -> dict[str, str]:
        headers = {"Host": self.host}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        if colour:
            headers[self.colour_header] = colour
        return headers

    def _answer(
        self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], Mapping[str, Any] | None]:
        """Never sent twice by itself: whether a request is repeated is for the caller to decide."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection(*self.address, timeout=self.timeout_seconds)
        try:
            self._connection.request(method, path, json.dumps(body) if body is not None else None, dict(headers))
            response = self._connection.getresponse()
            content = response.read()
        except FAULTS:
            self.close()
            return NO_ANSWER, {}, None
        return response.status, {name.lower(): value for name, value in response.getheaders()}, _object(content)


def _object(content: bytes) -> Mapping[str, Any] | None:
    with suppress(ValueError):
        parsed = json.loads(content)
        return parsed if isinstance(parsed, dict) else None
    return None
