"""Requests as the load balancer hands them to a function, and payments as callers write them."""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.payment_cloud import MERCHANT

TARGET_GROUP = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/tg-blue/6d0ecf831eec9f09"
CORRELATION_ID = "c0ffee00-1111-4222-8333-444455556666"


@dataclass(frozen=True, slots=True)
class Context:
    """What Lambda tells an invocation about itself."""

    function_name: str = "lambda-transaction-processing-test"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:lambda-test:blue"
    aws_request_id: str = "52fdfc07-2182-454f-963f-5f0f9a621d72"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda stops the invocation."""
        return 20_000


def unique() -> str:
    """Letters that nobody else has drawn. Digits could be taken for a card number now and then."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(24))


def payment(**changes: Any) -> dict[str, Any]:
    """A good payment with some fields changed; None takes a field out."""
    fields = {
        "amount": 1250,
        "currency": "EUR",
        "merchantId": MERCHANT,
        "customerId": "customer-1",
        "cardToken": "tok_4f9aZ81kQ0pLmN7r",
        "cardCountry": "DE",
        "reference": "order A-17",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def request(
    method: str,
    path: str,
    *,
    body: Any = None,
    headers: Mapping[str, str | None] | None = None,
    query: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The event of a request. Headers that are None are taken out; a body that is no text is written as JSON."""
    usual = {
        "host": "payments.internal.example",
        "user-agent": "payments-client/1.0",
        "content-type": "application/json",
        "x-amzn-trace-id": "Root=1-67891233-012345678912345678912345",
        "x-correlation-id": CORRELATION_ID,
        "x-forwarded-for": "203.0.113.178, 10.0.12.133",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    return {
        "requestContext": {"elb": {"targetGroupArn": TARGET_GROUP}},
        "httpMethod": method,
        "path": path,
        "queryStringParameters": dict(query or {}),
        "headers": {name: value for name, value in {**usual, **(headers or {})}.items() if value is not None},
        "body": body if isinstance(body, str) else "" if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }


def post_payment(key: str, body: Any = None, **arguments: Any) -> dict[str, Any]:
    """POST /payments with an Idempotency-Key."""
    headers = {"idempotency-key": key, **arguments.pop("headers", {})}
    return request("POST", "/payments", body=payment() if body is None else body, headers=headers, **arguments)
