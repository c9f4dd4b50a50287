"""SNS takes an endpoint in the form of its protocol, and finds out in the middle of an apply."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SNS001"
LEVEL = "error"
SUMMARY = "an endpoint does not fit its protocol"
SOURCE = "SNS API reference, Subscribe, Endpoint"


@dataclass(frozen=True, slots=True)
class Form:
    pattern: str
    words: str


FORMS: Mapping[str, Form] = {
    "email": Form(r"[^@\s:/]+@[^@\s:/.]+(\.[^@\s:/.]+)+", "an address such as oncall@example.com"),
    "https": Form(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/\S*)?", "a URL such as https://alerts.example.com/payments"),
    "lambda": Form(
        r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_-]+)?",
        "the ARN of a function, such as arn:aws:lambda:us-east-1:111122223333:function:notify",
    ),
    "sqs": Form(
        r"arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+",
        "the ARN of a queue, such as arn:aws:sqs:us-east-1:111122223333:alerts",
    ),
}


def check(env: Environment) -> Iterator[Finding]:
    for topic in env.topics:
        for subscription in topic.subscriptions:
            form = FORMS[subscription.protocol]
            if subscription.protocol == "sqs" and subscription.endpoint.endswith(".fifo"):
                message = f"{subscription.endpoint!r} is a FIFO queue, which a standard topic can't reach: name another"
            elif subscription.endpoint.lower().startswith("http://"):
                message = "alerts do not travel by plain HTTP: set an https URL"
            elif re.fullmatch(form.pattern, subscription.endpoint) is None:
                message = (
                    f"{subscription.endpoint!r} does not fit protocol {subscription.protocol}: give {form.words}"
                    f"{_other_protocol(subscription.endpoint)}"
                )
            else:
                continue
            yield Finding(CODE, subscription.pointer / "endpoint", message)


def _other_protocol(endpoint: str) -> str:
    fitting = [protocol for protocol, form in FORMS.items() if re.fullmatch(form.pattern, endpoint)]
    return f", or set 'protocol: {fitting[0]}'" if fitting else ""
