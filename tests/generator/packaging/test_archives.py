"""The seam between builders and packaging: what goes wrong is a finding at the function."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics.findings import SpecError
from generator.packaging.archives import BuiltArchives
from generator.spec.model.functions import Function
from generator.validation.load import load_environment
from tests.generator.packaging.sample import write


def test_a_function_of_ones_own_needs_nothing_but_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYINFRA_CACHE", str(tmp_path / "cache"))
    write(tmp_path / "lambda_src" / "order_export" / "handler.py", "def handler(event, context): ...\n")
    built = BuiltArchives(tmp_path / "lambda_src").archive(_function("order-export"))
    assert built.path.name == "order_export.zip"


def test_a_folder_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    write(tmp_path / "order_export" / "handler.py", "")
    function = _function("order-exporter")
    with pytest.raises(SpecError) as caught:
        BuiltArchives(tmp_path).archive(function)
    (finding,) = caught.value.findings
    assert (finding.code, finding.pointer) == ("FUN000", function.pointer / "name")
    assert "there is no folder 'order_exporter' in lambda_src" in finding.message
    assert "order_export" in finding.message


def test_a_lock_that_does_not_pin_is_a_finding(tmp_path: Path) -> None:
    write(tmp_path / "order_export" / "handler.py", "")
    write(tmp_path / "order_export" / "requirements.txt", "requests>=2\n")
    function = _function("order-export")
    with pytest.raises(SpecError) as caught:
        BuiltArchives(tmp_path).archive(function)
    (finding,) = caught.value.findings
    assert (finding.code, finding.pointer) == ("PKG001", function.pointer)
    assert "order_export/requirements.txt:1: 'requests>=2' is not a package pinned by ==" in finding.message


def _function(name: str) -> Function:
    environment = load_environment({"environmentSuffix": "test", "functions": [{"name": name}]})
    return next(function for function in environment.functions if function.name == name)
