"""The parts of the relay, put together once for an execution environment."""

from __future__ import annotations

from functools import cache

from adapters.claims import DynamoClaims
from adapters.handover import PeerFunction
from adapters.merchants import DynamoMerchants
from adapters.settings import setting, setting_choice
from payment_relay.booking import Booking
from payment_relay.on_premises import OnPremisesClient
from payment_relay.settings import RelaySettings


@cache
def claims() -> DynamoClaims:
    """Who owns which payment."""
    return DynamoClaims(setting("TABLE_PAYMENT_CLAIMS"))


@cache
def green() -> PeerFunction:
    """The function that owns the other payments."""
    return PeerFunction(setting("FUNCTION_TRANSACTION_PROCESSING"))


@cache
def merchants() -> DynamoMerchants:
    """Who may act for whom."""
    return DynamoMerchants(setting("TABLE_MERCHANTS"))


@cache
def on_premises() -> OnPremisesClient:
    """The system that the relay stands in front of."""
    return OnPremisesClient(RelaySettings.from_environment())


@cache
def booking() -> Booking:
    """Takes payments that are blue's."""
    read_only = setting_choice("RELAY_READ_ONLY", "false", "true") == "true"
    return Booking(claims=claims(), on_premises=on_premises(), read_only=read_only)
