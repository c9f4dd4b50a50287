"""The payment functions run from the archives that packaging built, in processes that find nothing else to import."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from tests.support.archives import lonely_python, unzip
from tests.support.lambda_events import payment, post_payment, request, unique
from tests.support.lambda_process import LambdaProcess, lambda_process
from tests.support.payment_cloud import PaymentCloud

API = ("transaction_processing", "fraud_detection", "payment_validation")


@pytest.fixture(scope="module")
def functions(cloud: PaymentCloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, LambdaProcess]]:
    folder = tmp_path_factory.mktemp("task")
    with ExitStack() as stack:
        yield {name: stack.enter_context(_started(name, cloud, folder)) for name in API}


def test_a_payment_is_processed_once_and_found_again(functions: dict[str, LambdaProcess]) -> None:
    key, function = unique(), functions["transaction_processing"]
    event = post_payment(key, payment(cardToken=f"tok_{unique()}", customerId=unique()))
    first, again = function.invoke(event), function.invoke(event)
    assert first["statusCode"] == 201, function.log()
    assert again["body"] == first["body"]
    made = json.loads(first["body"])
    found = function.invoke(request("GET", f"/payments/{made['paymentId']}"))
    assert (found["statusCode"], json.loads(found["body"])["paymentId"]) == (200, made["paymentId"])


def test_a_payment_is_screened(functions: dict[str, LambdaProcess]) -> None:
    body = payment(cardToken=f"tok_{unique()}", customerId=unique())
    answer = functions["fraud_detection"].invoke(request("POST", "/screenings", body=body))
    assert (answer["statusCode"], json.loads(answer["body"])["decision"]) == (200, "approve")


def test_a_payment_is_validated(functions: dict[str, LambdaProcess]) -> None:
    answer = functions["payment_validation"].invoke(request("POST", "/validations", body=payment(currency="XXX")))
    assert answer["statusCode"] == 422
    answer = functions["payment_validation"].invoke(request("POST", "/validations", body=payment()))
    assert answer["statusCode"] == 200


def _started(name: str, cloud: PaymentCloud, folder: Path) -> AbstractContextManager[LambdaProcess]:
    return lambda_process(
        f"{name}.handler.handler",
        cloud.variables,
        folder / f"{name}.log",
        folder=unzip(name, folder / name),
        python=lonely_python(),
    )
