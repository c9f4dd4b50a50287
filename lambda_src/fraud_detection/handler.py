"""POST /screenings: the assessment that a payment would get. Screenings count for later screenings of the merchant
alone.
"""

from __future__ import annotations

from typing import Any

from adapters.api import current_request, http_handler, new_resolver
from adapters.configuration import fraud_rules
from adapters.merchants import DynamoMerchants
from adapters.request_bodies import parse_payment_request
from adapters.screening import StandaloneScreening
from adapters.settings import setting
from payments.limits import require_active_currency
from payments.merchants import active_merchant

resolver = new_resolver()


@resolver.post("/screenings")
def screen() -> dict[str, Any]:
    """Return decision, score and reasons."""
    http = current_request(resolver)
    http.require_json()
    request = parse_payment_request(http.body)
    require_active_currency(request.amount)
    merchant = active_merchant(DynamoMerchants(setting("TABLE_MERCHANTS")), request.merchant_id, http.caller())
    assessment = StandaloneScreening(counters=setting("TABLE_FRAUD_COUNTERS"), rules=fraud_rules).screen(
        request, merchant
    )
    return {
        "decision": assessment.decision,
        "score": assessment.score,
        "reasons": list(assessment.reasons),
    }


handler = http_handler(resolver)
