"""Rules over topics: each fault is told once, at its field, in words that mend it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import rule_findings

QUEUE = "arn:aws:sqs:us-east-1:111122223333:alerts"
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:notify"
ONCALL = {"name": "oncall", "protocol": "email", "endpoint": "oncall@example.com"}
HERE = "topics[0].subscriptions[0]"


def receiver(protocol: str, endpoint: str, **more: Any) -> dict[str, Any]:
    """A spec in which every topic has a receiver, the first of them this one."""
    first = {"name": "first", "protocol": protocol, "endpoint": endpoint, **more}
    return {
        "topics": [
            {"name": "failed-transactions", "subscriptions": [first]},
            {"name": "system-errors", "subscriptions": [ONCALL]},
        ]
    }


CASES = [
    ("an address without domain", receiver("email", "oncall"), ("SNS001", f"{HERE}.endpoint", "oncall@example.com")),
    ("an address with a dot too many", receiver("email", "a@b..c"), ("SNS001", f"{HERE}.endpoint", "does not fit")),
    ("a URL as address", receiver("email", "https://a.test/x"), ("SNS001", f"{HERE}.endpoint", "'protocol: https'")),
    ("plain HTTP", receiver("https", "http://a.test/x"), ("SNS001", f"{HERE}.endpoint", "set an https URL")),
    ("a URL with a blank", receiver("https", "https://a.test/x y"), ("SNS001", f"{HERE}.endpoint", "a URL such as")),
    ("a queue as function", receiver("lambda", QUEUE), ("SNS001", f"{HERE}.endpoint", "or set 'protocol: sqs'")),
    ("a name as queue", receiver("sqs", "alerts"), ("SNS001", f"{HERE}.endpoint", "the ARN of a queue")),
    ("a FIFO queue", receiver("sqs", f"{QUEUE}.fifo"), ("SNS001", f"{HERE}.endpoint", "a standard topic can't reach")),
    (
        "a function in another region",
        receiver("lambda", FUNCTION.replace("us-east-1", "eu-west-1")),
        ("SNS002", f"{HERE}.endpoint", "in eu-west-1, the topic in us-east-1: name one there"),
    ),
    (
        "a queue in another region",
        receiver("sqs", QUEUE.replace("us-east-1", "eu-west-1")),
        ("SNS002", f"{HERE}.endpoint", "make sure that its policy admits this topic"),
    ),
    (
        "a bare message by e-mail",
        receiver("email", "a@b.test", rawDelivery=True),
        ("SNS003", f"{HERE}.rawDelivery", "take 'rawDelivery' out of 'first'"),
    ),
    (
        "a bare message to a function",
        receiver("lambda", FUNCTION, rawDelivery=True),
        ("SNS003", f"{HERE}.rawDelivery", "lambda takes no raw delivery"),
    ),
    ("topics without receivers", {}, ("SNS004", "topics", "failed-transactions, system-errors have no receivers")),
    (
        "a topic without receivers beside one that has some",
        {"topics": [{"name": "system-errors", "subscriptions": [ONCALL]}]},
        ("SNS004", "topics", "failed-transactions has no receiver,"),
    ),
    (
        "one receiver under two names",
        {
            "topics": [
                {"name": "failed-transactions", "subscriptions": [ONCALL, {**ONCALL, "name": "night"}]},
                {"name": "system-errors", "subscriptions": [ONCALL]},
            ]
        },
        ("SNS005", "topics[0].subscriptions[1].endpoint", "'night' of topic 'failed-transactions' repeats 'oncall'"),
    ),
]


def faults(spec: dict[str, Any]) -> list[Any]:
    return [found for found in rule_findings(spec) if found.code[:3] in ("SNS", "NAM")]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_once_at_its_field(sentence, spec, expected):
    code, path, words = expected
    (finding,) = faults(spec)
    assert (finding.code, str(finding.pointer)) == (code, path)
    assert words in finding.message


FINE = [
    ("an address", receiver("email", "on-call+night@alerts.example.co.uk")),
    (
        "a URL with port, path and query",
        receiver("https", "https://alerts.example.com:8443/in?key=a%20b", rawDelivery=True),
    ),
    ("a function", receiver("lambda", FUNCTION)),
    ("an alias of a function", receiver("lambda", f"{FUNCTION}:live")),
    ("a queue", receiver("sqs", QUEUE, rawDelivery=True)),
    (
        "a function in the region of the stack, wherever that is",
        {"awsRegion": "eu-west-1", **receiver("lambda", FUNCTION.replace("us-east-1", "eu-west-1"))},
    ),
]


@pytest.mark.parametrize(("sentence", "spec"), FINE, ids=[case[0] for case in FINE])
def test_what_is_right_passes_without_a_word(sentence, spec):
    assert faults(spec) == []


def test_what_sns_refuses_is_an_error_and_what_may_be_meant_a_warning():
    meant = {case[0]: {found.level for found in faults(case[1])} for case in CASES}
    warnings = {sentence for sentence, levels in meant.items() if levels == {"warning"}}
    assert warnings == {
        "a queue in another region",
        "topics without receivers",
        "a topic without receivers beside one that has some",
    }
