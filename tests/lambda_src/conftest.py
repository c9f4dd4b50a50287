"""What the functions' tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.function_environment import function_environment
from tests.support.moto_server import MotoServer
from tests.support.payment_cloud import PaymentCloud, payment_cloud
from tests.support.postgres import Postgres


@pytest.fixture(scope="module")
def cloud(postgres: Postgres, moto: MotoServer) -> PaymentCloud:
    """An environment for the payment functions, with tables and configuration of its own."""
    return payment_cloud(postgres, moto)


@pytest.fixture(scope="module")
def inside(cloud: PaymentCloud) -> Iterator[PaymentCloud]:
    """The same, while the test's own process stands in for a function's execution environment."""
    with function_environment(cloud):
        yield cloud
