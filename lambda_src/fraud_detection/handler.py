"""POST /screenings: what a payment would be assessed as. Asking counts for the merchant's later questions alone."""

from __future__ import annotations

from typing import Any

from adapters.api import current_request, new_resolver, serve
from adapters.bodies import payment_request
from adapters.configuration import fraud_rules
from adapters.merchants import DynamoMerchants
from adapters.screening import AskedScreening
from adapters.settings import setting
from payments.limits import require_in_use
from payments.merchants import active_merchant

resolver = new_resolver()


@resolver.post("/screenings")
def screen() -> dict[str, Any]:
    """Decision, score and reasons."""
    http = current_request(resolver)
    http.require_json()
    request = payment_request(http.body)
    require_in_use(request.amount)
    merchant = active_merchant(DynamoMerchants(setting("TABLE_MERCHANTS")), request.merchant_id, http.caller())
    assessment = AskedScreening(counters=setting("TABLE_FRAUD_COUNTERS"), rules=fraud_rules).ask(request, merchant)
    return {
        "decision": assessment.decision,
        "score": assessment.score,
        "reasons": list(assessment.reasons),
    }


handler = serve(resolver)
