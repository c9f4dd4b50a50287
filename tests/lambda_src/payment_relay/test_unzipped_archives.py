"""The relay runs from the archive that packaging built, in a process that finds nothing else to import."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.lambda_src.payment_relay.two_functions import create_event, get_event
from tests.support.archives import lonely_python, unzip
from tests.support.lambda_process import lambda_process
from tests.support.payment_cloud import PaymentCloud
from tests.support.two_systems import two_systems


@pytest.fixture
def systems() -> None:
    """Both are made below, with a relay that must show a certificate."""


@pytest.fixture(autouse=True)
def nothing_is_planted() -> None:
    """Nothing goes wrong here."""


def test_the_archived_relay_takes_a_payment_by_mutual_tls(cloud: PaymentCloud, tmp_path: Path) -> None:
    payment_id, event = create_event()
    folder = unzip("payment_relay", tmp_path / "task")
    with (
        two_systems(cloud, mutual=True) as systems,
        lambda_process(
            "payment_relay.handler.handler",
            systems.variables,
            tmp_path / "log",
            folder=folder,
            python=lonely_python(),
        ) as relay,
    ):
        first, again, seen = relay.invoke(event), relay.invoke(event), relay.invoke(get_event(payment_id))
        assert (first["statusCode"], again["statusCode"], seen["statusCode"]) == (201, 201, 200), relay.log()
        assert first["body"] == again["body"] == seen["body"]
        assert json.loads(first["body"])["paymentId"] == payment_id
        status = {"unknown": 0, "oldestUnknownSeconds": 0, "resolved": 0, "reachesOnPremises": True}
        assert relay.invoke({"action": "status"}) == status
        assert relay.invoke({"httpMethod": "GET", "path": "/health", "headers": {}})["statusCode"] == 200
        assert systems.colours_of(payment_id) == "blue"
