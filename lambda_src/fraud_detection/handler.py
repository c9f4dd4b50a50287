"""POST /screenings: the assessment of a payment. Asking counts: velocities go up by this payment."""

from __future__ import annotations

from typing import Any

from adapters.api import current_request, new_resolver, serve
from adapters.bodies import payment_request
from adapters.configuration import fraud_rules
from adapters.counters import DynamoCounters
from adapters.merchants import DynamoMerchants
from adapters.settings import setting
from payments.fraud import assess
from payments.merchants import active_merchant

resolver = new_resolver()


@resolver.post("/screenings")
def screen() -> dict[str, Any]:
    """Decision, score and reasons."""
    http = current_request(resolver)
    http.require_json()
    request = payment_request(http.body)
    merchant = active_merchant(DynamoMerchants(setting("TABLE_MERCHANTS")), request.merchant_id)
    rules = fraud_rules()
    signals = DynamoCounters(setting("TABLE_FRAUD_COUNTERS")).count(request, rules)
    assessment = assess(request, merchant, signals, rules)
    return {
        "decision": assessment.decision,
        "score": assessment.score,
        "reasons": list(assessment.reasons),
    }


handler = serve(resolver)
