"""The addresses of shipped environments change only when somebody means it: a change destroys what stood there."""

from __future__ import annotations

import pytest

from scripts.refresh_addresses import ADDRESSES, addresses_of, environments


@pytest.mark.parametrize("spec", environments(), ids=lambda spec: spec.stem)
def test_the_addresses_are_those_that_are_written_down(spec):
    written = (ADDRESSES / f"{spec.stem}.txt").read_text(encoding="utf-8")
    assert addresses_of(spec) == written, "if this is meant: python -m scripts.refresh_addresses"
