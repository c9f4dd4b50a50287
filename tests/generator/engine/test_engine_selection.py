"""PAYINFRA_ENGINE names the packages that make stacks; what it cannot mean is told in one line."""

from __future__ import annotations

import pytest

from generator.diagnostics.usage_error import UsageError
from generator.engine.bundle.selection import chosen_bundle
from generator.engine.engine_selection import CDKTF, CDKTN, chosen_engine


@pytest.mark.parametrize("name", ["", "cdktf"])
def test_cdktf_is_the_default(monkeypatch, name):
    monkeypatch.setenv("PAYINFRA_ENGINE", name)
    assert chosen_engine() is CDKTF


def test_a_name_that_there_is_not_is_refused_with_the_nearest(monkeypatch):
    monkeypatch.setenv("PAYINFRA_ENGINE", "cdktm")
    with pytest.raises(UsageError, match=r"PAYINFRA_ENGINE names no engine: 'cdktm' \(did you mean '.*cdktn'"):
        chosen_engine()


def test_packages_that_are_not_installed_are_refused_with_the_command_that_installs_them(monkeypatch):
    monkeypatch.setenv("PAYINFRA_ENGINE", "cdktn")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'payinfra\[cdktn\]'"):
        chosen_engine()


def test_the_bundle_is_of_cdktf_alone(monkeypatch):
    monkeypatch.setenv("PAYINFRA_ENGINE", "cdktn")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == CDKTN.provider)
    assert chosen_engine() is CDKTN
    assert chosen_bundle() is None
