"""Build the parts of the relay, once per execution environment."""

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
    """Return the claims table."""
    return DynamoClaims(setting("TABLE_PAYMENT_CLAIMS"))


@cache
def green() -> PeerFunction:
    """Return the function that owns green's payments."""
    return PeerFunction(setting("FUNCTION_TRANSACTION_PROCESSING"))


@cache
def merchants() -> DynamoMerchants:
    """Return the merchants table."""
    return DynamoMerchants(setting("TABLE_MERCHANTS"))


@cache
def on_premises() -> OnPremisesClient:
    """Return the client of the system on-premises."""
    return OnPremisesClient(RelaySettings.from_environment())


@cache
def booking() -> Booking:
    """Return what books payments of blue's."""
    read_only = setting_choice("RELAY_READ_ONLY", "false", "true") == "true"
    return Booking(claims=claims(), on_premises=on_premises(), read_only=read_only)
