"""Send requests to the system on-premises, by the first of its addresses that answers.

Nothing has been sent before the handshake has ended: until then the next address is tried. From the first byte on a
request that writes is never repeated: it may have been received.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final

from adapters.deadline import remaining_seconds
from adapters.logs import logger
from adapters.metrics import count
from payment_relay.certificates import tls_context
from payment_relay.https_exchange import (
    OutgoingRequest,
    RawResponse,
    exchange,
    has_refused_certificate,
    open_tls_socket,
)
from payment_relay.settings import Address, RelaySettings
from payments.errors import OutcomeUnknown, TemporarilyUnavailable

SECONDS_TO_ANSWER: Final = 1.0


@dataclass(slots=True)
class OnPremisesClient:
    """A client for one thread, as an execution environment has one. It begins with the address that answered last."""

    settings: RelaySettings
    _last_good: int = 0

    def send(self, request: OutgoingRequest, *, within_seconds: float | None = None) -> RawResponse:
        """Return the response. Raises TemporarilyUnavailable if nothing was received, OutcomeUnknown if it may have
        been.
        """
        timeout = within_seconds or self.settings.timeout_seconds
        addresses, fault = self.settings.addresses, None
        for offset in range(len(addresses)):
            number = (self._last_good + offset) % len(addresses)
            try:
                received = self._sent(request, addresses[number], timeout)
            except _NotSent as not_sent:
                fault = not_sent
            else:
                self._last_good = number
                return received
            logger.warning("address_not_reached", address=number, cause=type(fault.__cause__).__name__)
        count("OnPremisesUnreachable")
        raise TemporarilyUnavailable from fault

    def _sent(self, request: OutgoingRequest, address: Address, timeout: float) -> RawResponse:
        with self._connected(address) as secured:
            seconds = min(timeout, remaining_seconds() - SECONDS_TO_ANSWER)
            if seconds < timeout / 2:
                # Too late to wait for an answer: what is not sent is certainly not booked.
                raise _NotSent
            try:
                return exchange(request, secured, self.settings.server_name, seconds)
            except (OSError, HTTPException, ValueError) as fault:
                if not request.writes or has_refused_certificate(secured, fault):
                    raise _NotSent from fault
                raise OutcomeUnknown from fault

    @contextmanager
    def _connected(self, address: Address) -> Iterator[ssl.SSLSocket]:
        context, patience = tls_context(self.settings.certificates), self.settings.connect_timeout_seconds
        try:
            plain = socket.create_connection((address.host, address.port), timeout=patience)
        except OSError as fault:
            raise _NotSent from fault
        with plain:
            try:
                secured = open_tls_socket(context, plain, self.settings.server_name, patience)
            except (OSError, ValueError) as fault:
                raise _NotSent from fault
            with secured:
                yield secured


class _NotSent(Exception):
    """Nothing of the request was read by anybody, or it does not write."""
