"""Define the error responses of API Gateway, in the shape of the functions' errors and without internal details.

Left out on purpose: `$context.error.validationErrorString`, which repeats parts of the request, and
`$context.error.messageString`. Source: API Gateway developer guide, "Gateway response types for API Gateway".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GatewayResponse:
    """One response. `status` None leaves the status to API Gateway: the two defaults are for several."""

    status: str | None
    code: str
    message: str


# Whoever did not answer may be at it still, or be done: UNAVAILABLE would say that nothing was recorded.
_PERHAPS_RECORDED = "What was to be recorded may have been: repeat the request with the same Idempotency-Key."

RESPONSES: Mapping[str, GatewayResponse] = {
    "ACCESS_DENIED": GatewayResponse("403", "FORBIDDEN", "The caller may not do this."),
    "BAD_REQUEST_BODY": GatewayResponse("400", "INVALID_REQUEST", "The body does not fit its model."),
    "BAD_REQUEST_PARAMETERS": GatewayResponse("400", "INVALID_REQUEST", "A required parameter or header is missing."),
    "DEFAULT_4XX": GatewayResponse(None, "REQUEST_REFUSED", "The request was refused."),
    "DEFAULT_5XX": GatewayResponse(None, "INTERNAL_ERROR", f"Something failed here. {_PERHAPS_RECORDED}"),
    "EXPIRED_TOKEN": GatewayResponse("403", "FORBIDDEN", "The credentials have expired."),
    "INTEGRATION_FAILURE": GatewayResponse(
        "504", "OUTCOME_UNKNOWN", f"The service did not answer. {_PERHAPS_RECORDED}"
    ),
    "INTEGRATION_TIMEOUT": GatewayResponse(
        "504", "TIMEOUT", f"The service did not answer in time. {_PERHAPS_RECORDED}"
    ),
    "INVALID_API_KEY": GatewayResponse("403", "FORBIDDEN", "The API key is missing or not known."),
    "INVALID_SIGNATURE": GatewayResponse("403", "FORBIDDEN", "The signature is not valid."),
    "MISSING_AUTHENTICATION_TOKEN": GatewayResponse(
        "403", "FORBIDDEN", "The request is not signed, or there is no such resource."
    ),
    "QUOTA_EXCEEDED": GatewayResponse("429", "QUOTA_EXCEEDED", "The quota of the API key is used up."),
    "REQUEST_TOO_LARGE": GatewayResponse("413", "REQUEST_TOO_LARGE", "The body is too large."),
    "RESOURCE_NOT_FOUND": GatewayResponse("404", "NOT_FOUND", "There is no such resource."),
    "THROTTLED": GatewayResponse("429", "TOO_MANY_REQUESTS", "Too many requests. Try again later."),
    "UNAUTHORIZED": GatewayResponse("401", "UNAUTHORIZED", "The request is not authenticated."),
    "UNSUPPORTED_MEDIA_TYPE": GatewayResponse("415", "UNSUPPORTED_MEDIA_TYPE", "The body must be JSON."),
    "WAF_FILTERED": GatewayResponse("403", "FORBIDDEN", "The request was refused."),
}

HEADERS: Mapping[str, str] = {
    "gatewayresponse.header.Cache-Control": "'no-store'",
    "gatewayresponse.header.Strict-Transport-Security": "'max-age=31536000; includeSubDomains'",
    "gatewayresponse.header.X-Content-Type-Options": "'nosniff'",
    "gatewayresponse.header.X-Correlation-Id": "context.requestId",
}
