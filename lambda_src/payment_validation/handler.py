"""POST /validations: validates structure, currency, amount and merchant of a payment as POST /payments does."""

from __future__ import annotations

from typing import Any

from adapters.api import current_request, http_handler, new_resolver
from adapters.configuration import limits
from adapters.merchants import DynamoMerchants
from adapters.request_bodies import parse_payment_request
from adapters.settings import setting
from payments.merchants import active_merchant

resolver = new_resolver()


@resolver.post("/validations")
def validate() -> dict[str, Any]:
    """Return the amount of a valid payment. Raises what POST /payments would raise."""
    http = current_request(resolver)
    http.require_json()
    request = parse_payment_request(http.body)
    limits().check(request.amount)
    active_merchant(DynamoMerchants(setting("TABLE_MERCHANTS")), request.merchant_id, http.caller())
    return {"valid": True, "amount": str(request.amount)}


handler = http_handler(resolver)
