"""POST /validations: structure, currency, amount and merchant of a payment, judged as POST /payments judges them."""

from __future__ import annotations

from typing import Any

from adapters.api import current_request, http_handler, new_resolver
from adapters.bodies import parse_payment_request
from adapters.configuration import limits
from adapters.merchants import DynamoMerchants
from adapters.settings import setting
from payments.merchants import active_merchant

resolver = new_resolver()


@resolver.post("/validations")
def validate() -> dict[str, Any]:
    """What passes is valid; what doesn't is answered as POST /payments would answer."""
    http = current_request(resolver)
    http.require_json()
    request = parse_payment_request(http.body)
    limits().check(request.amount)
    active_merchant(DynamoMerchants(setting("TABLE_MERCHANTS")), request.merchant_id, http.caller())
    return {"valid": True, "amount": str(request.amount)}


handler = http_handler(resolver)
