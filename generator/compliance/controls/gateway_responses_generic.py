"""API Gateway's own error responses disclose nothing internal."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack

CODE = "C-API006"
TITLE = "Gateway responses disclose nothing internal"
REQUIREMENTS = ("1.4.5", "6.2.4")
SEVERITY: Severity = "low"


# Answers are not kept on the way, not asked for in the clear again, and not taken for something else.
HEADERS = ("Cache-Control", "Strict-Transport-Security", "X-Content-Type-Options")


def _responses(body: str) -> Example:
    headers = {f"gatewayresponse.header.{name}": "'x'" for name in HEADERS}
    own = {
        "rest_api_id": "${aws_api_gateway_rest_api.a.id}",
        "response_templates": {"application/json": body},
        "response_parameters": headers,
    }
    return {
        "resource": {
            "aws_api_gateway_rest_api": {"a": {}},
            "aws_api_gateway_gateway_response": {
                "x": {**own, "response_type": "DEFAULT_4XX"},
                "y": {**own, "response_type": "DEFAULT_5XX"},
            },
        }
    }


GOOD: Example = _responses('{"error": {"code": "REFUSED"}}')
BAD: Example = _responses('{"message": $context.error.messageString}')

# The catch-alls: what no other response covers must not get AWS's own text.
MUST = ("DEFAULT_4XX", "DEFAULT_5XX")
# The expressions that may be shown: they name the call, and nothing of the inside.
HARMLESS = ("$context.requestId", "$context.extendedRequestId")


def check(stack: Stack) -> Iterator[Evidence]:
    for api in stack.of("aws_api_gateway_rest_api"):
        responses = stack.attached("aws_api_gateway_gateway_response", api, "rest_api_id")
        kinds = {response.get("response_type") for response in responses}
        for kind in MUST:
            if kind not in kinds:
                yield missing(api.address, f"answers {kind} in AWS's own words", "aws_api_gateway_gateway_response")
        for response in responses:
            texts = [str(text) for text in response.get("response_templates", {}).values()]
            rest = " ".join(texts)
            for word in HARMLESS:
                rest = rest.replace(word, "")
            quiet = bool(texts) and "$" not in rest and "10." not in rest
            headers = response.get("response_parameters", {})
            missed = [name for name in HEADERS if f"gatewayresponse.header.{name}" not in headers]
            note = f"lacks {', '.join(missed)}" if missed else ""
            yield observe(response, "response_parameters", not missed, note, observed=sorted(headers))
            yield observe(response, "response_templates", quiet, "" if quiet else "shows something of the inside")
