"""Two systems of record, both inside of the test's own process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.payment_cloud import PaymentCloud
from tests.support.two_systems import TwoSystems, both_inside, two_systems


@pytest.fixture(scope="module")
def systems(cloud: PaymentCloud) -> Iterator[TwoSystems]:
    """Blue and green, with claims between them."""
    with two_systems(cloud) as systems, both_inside(systems):
        yield systems


@pytest.fixture(autouse=True)
def nothing_is_planted(systems: TwoSystems) -> Iterator[None]:
    """What a test plants, it leaves to no other."""
    yield
    systems.let_pass()
