"""Which bindings run: those cut down to the resources in use, or with PAYINFRA_BINDINGS=stock those that pip installed.

That is a matter of time and memory only: the stacks are the same to the byte, and a test proves it. So whatever is not
as expected leads back to the stock ones, with one warning.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import types
from typing import TYPE_CHECKING

from generator.aws.resource_types import MODULES
from generator.engine.bindings.errors import BindingsError
from generator.engine.bindings.warning import VARIABLE, warn
from generator.engine.node_process import do_without_cache

if TYPE_CHECKING:
    from generator.engine.bindings.store import Copy

PROVIDER = "cdktf_cdktf_provider_aws"
STOCK = "stock"
# The copy, or None, once it is known.
_chosen: list[Copy | None] = []


def use_bindings() -> None:
    """Make the AWS bindings ready to be imported, module by module."""
    if PROVIDER in sys.modules:
        return
    if os.environ.get(VARIABLE) == STOCK:
        do_without_cache()
        importlib.import_module(PROVIDER)
        return
    if not _use_cut_down_bindings():
        do_without_cache()
    _bare_provider_package()


def may_cut_down() -> bool:
    """Whether the user leaves the choice to us."""
    return os.environ.get(VARIABLE) != STOCK


def chosen_copy() -> Copy | None:
    """The cut copy of the packages; None, after one warning, where the stock ones must do."""
    if not _chosen:
        try:
            _chosen.append(_copy())
        except BindingsError as error:
            do_without_copy(str(error))
    return _chosen[0]


def do_without_copy(reason: str) -> None:
    """Warn that the stock bindings run, and why; they do from now on."""
    warn(reason)
    _chosen[:] = [None]


def _copy() -> Copy:
    if "JSII_RUNTIME" in os.environ:
        raise BindingsError("JSII_RUNTIME names another runtime")
    from generator.engine.bindings.store import cut_down_copy

    return cut_down_copy(MODULES)


def _use_cut_down_bindings() -> bool:
    copy = chosen_copy()
    if copy is None:
        return False
    from generator.engine.bindings.lean_finder import use_cut_down_bindings

    try:
        use_cut_down_bindings(copy)
    except BindingsError as error:
        do_without_copy(str(error))
        return False
    return True


def _bare_provider_package() -> None:
    """The package without its `__init__`, which would import some 1,500 modules (5 s)."""
    found = importlib.util.find_spec(PROVIDER)
    if found is None or found.submodule_search_locations is None:
        raise ModuleNotFoundError("cdktf-cdktf-provider-aws is not installed: run `make install`", name=PROVIDER)
    package = types.ModuleType(PROVIDER)
    package.__path__ = list(found.submodule_search_locations)
    package.__spec__ = found
    sys.modules[PROVIDER] = package
