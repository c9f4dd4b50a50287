"""The benchmark of payments is run by hand; what it puts around the ledger fits the functions of today."""

from __future__ import annotations

import pytest

from payments.delivery import Notifications, Projection
from payments.fraud import Screening
from payments.merchants import Merchants
from scripts.bench_payments import _InMemory, _processor


def test_its_processor_can_be_built():
    assert _processor(ledger=None).merchants.find("shop-1").active


@pytest.mark.parametrize("protocol", [Merchants, Notifications, Projection, Screening])
def test_what_is_in_memory_has_every_method_that_is_called(protocol):
    methods = {name for name in vars(protocol) if not name.startswith("_")}
    assert methods
    assert methods <= set(dir(_InMemory))
