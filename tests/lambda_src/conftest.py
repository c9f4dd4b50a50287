"""What the functions' tests share."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.support.function_environment import function_environment
from tests.support.lambda_runtime import let_sockets_wait
from tests.support.moto_server import MotoServer
from tests.support.payment_cloud import PaymentCloud, payment_cloud
from tests.support.postgres import Postgres
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.windows import away_from_their_end


@pytest.fixture(scope="package", autouse=True)
def patient_sockets() -> Iterator[None]:
    """The functions' time-outs fit AWS, not a machine on which others compute."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "settimeout", socket.socket.settimeout)
        let_sockets_wait(PATIENCE_SECONDS)
        yield


@pytest.fixture(autouse=True)
def overdue_work_is_not_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function begins no delivery after some seconds, which on a busy machine are soon over."""
    for module in ("payments.delivery", "adapters.deadline"):
        monkeypatch.setattr(f"{module}.time", lambda: 0.0)


@pytest.fixture(autouse=True)
def counted_in_one_window() -> None:
    """No test counts a few payments in one window and the rest in the next."""
    away_from_their_end(20)


@pytest.fixture(scope="module")
def cloud(postgres: Postgres, moto: MotoServer) -> PaymentCloud:
    """An environment for the payment functions, with tables and configuration of its own."""
    return payment_cloud(postgres, moto)


@pytest.fixture(scope="module")
def inside(cloud: PaymentCloud) -> Iterator[PaymentCloud]:
    """The same, while the test's own process stands in for a function's execution environment."""
    with function_environment(cloud):
        yield cloud
