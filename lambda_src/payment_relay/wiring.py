"""The parts of the relay, put together once for an execution environment."""

from __future__ import annotations

from functools import cache

from adapters.claims import DynamoClaims
from adapters.handover import OtherSide
from adapters.merchants import DynamoMerchants
from adapters.settings import setting, setting_of
from payment_relay.booking import Booking
from payment_relay.on_premises import OnPremises
from payment_relay.settings import RelaySettings


@cache
def claims() -> DynamoClaims:
    """Who owns which payment."""
    return DynamoClaims(setting("TABLE_PAYMENT_CLAIMS"))


@cache
def green() -> OtherSide:
    """The function that owns the other payments."""
    return OtherSide(setting("FUNCTION_TRANSACTION_PROCESSING"))


@cache
def merchants() -> DynamoMerchants:
    """Who may act for whom."""
    return DynamoMerchants(setting("TABLE_MERCHANTS"))


@cache
def on_premises() -> OnPremises:
    """The system that the relay stands in front of."""
    return OnPremises(RelaySettings.from_environment())


@cache
def booking() -> Booking:
    """Takes payments that are blue's."""
    read_only = setting_of("RELAY_READ_ONLY", "false", "true") == "true"
    return Booking(claims=claims(), on_premises=on_premises(), read_only=read_only)
