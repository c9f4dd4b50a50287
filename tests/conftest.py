"""Fixtures that all tests share."""

from __future__ import annotations

import pytest

from tests.support.terraform import Terraform


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """The real Terraform in a folder of its own."""
    return Terraform(tmp_path_factory.mktemp("terraform"))
