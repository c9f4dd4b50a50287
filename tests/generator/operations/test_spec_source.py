from __future__ import annotations

import pytest

from generator.diagnostics.usage_error import UsageError
from generator.operations.spec_lines import SpecLines
from generator.operations.spec_source import spec_source


def test_an_account_is_worked_on_as_an_environment_is() -> None:
    source = spec_source("account", None)
    assert (source.spec.compliance, source.is_production) == ("enforce", False)
    line = SpecLines(source.resolved()).of_resource("aws_guardduty_detector.guardduty")
    assert line is not None
    assert line.path.startswith("audit.guardDuty")


def test_production_is_production() -> None:
    assert spec_source("prod", None).is_production


def test_a_copy_of_an_account_is_refused() -> None:
    with pytest.raises(UsageError, match="account is an account, of which there are no copies: leave the suffix 'x'"):
        spec_source("account", "x")
