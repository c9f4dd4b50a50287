"""Scripts that no test runs are at least whole."""

from __future__ import annotations

import importlib
import pkgutil

import scripts


def test_every_script_can_be_imported():
    found = [module.name for module in pkgutil.walk_packages(scripts.__path__, "scripts.")]
    assert len(found) > 10
    for name in found:
        importlib.import_module(name)
