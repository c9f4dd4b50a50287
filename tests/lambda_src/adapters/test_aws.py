"""Calls of AWS against the time that an invocation has left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError  # type: ignore[import-untyped]  # botocore has no types

from adapters import aws, deadline
from payments.errors import TemporarilyUnavailable
from tests.support.lambda_events import Context


@dataclass(frozen=True)
class Seconds(Context):
    """An invocation that has so much time left."""

    left: float = 0.0

    def get_remaining_time_in_millis(self) -> int:
        return int(self.left * 1000)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Requests that went out. None is answered, and each takes two seconds."""
    for name, value in {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    now, urls = [1_000_000.0], []
    monkeypatch.setattr(deadline, "time", lambda: now[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    aws.client.cache_clear()

    def unanswered(request: Any, **_: Any) -> None:
        urls.append(request.url)
        now[0] += 2
        raise ReadTimeoutError(endpoint_url=request.url)

    # As code asks for them: each way of asking is kept by itself.
    for one in (aws.client("dynamodb"), aws.client("dynamodb", aws.SINGLE_ATTEMPT)):
        one.meta.events.register_last("before-send", unanswered)
    yield urls
    aws.client.cache_clear()


@pytest.mark.parametrize(("left", "attempts"), [(20.0, 3), (6.0, 2), (3.0, 1), (2.4, 0), (0.0, 0), (-1.0, 0)])
def test_no_attempt_begins_whose_answer_could_not_be_waited_for(sent: list[str], left: float, attempts: int) -> None:
    with deadline.invocation(Seconds(left=left)), pytest.raises(aws.AWS_ERRORS):
        aws.client("dynamodb").get_item(TableName="t", Key={"id": {"S": "x"}})
    assert len(sent) == attempts


def test_a_brief_call_may_begin_later(sent: list[str]) -> None:
    with deadline.invocation(Seconds(left=2.0)), pytest.raises(aws.AWS_ERRORS):
        aws.client("dynamodb", aws.SINGLE_ATTEMPT).get_item(TableName="t", Key={"id": {"S": "x"}})
    assert len(sent) == 1


def test_who_comes_too_late_is_told_to_come_again(sent: list[str]) -> None:
    from adapters.merchants import DynamoMerchants

    with deadline.invocation(Seconds(left=1.0)), pytest.raises(TemporarilyUnavailable):
        DynamoMerchants("merchants").find("shop-1")
    assert sent == []


def test_outside_of_an_invocation_there_is_time(sent: list[str]) -> None:
    with pytest.raises(aws.AWS_ERRORS):
        aws.client("dynamodb").get_item(TableName="t", Key={"id": {"S": "x"}})
    assert len(sent) == 3
