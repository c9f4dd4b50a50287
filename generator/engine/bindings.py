"""Which bindings run: slim ones, cut down to the resources in use, or the stock ones, as they were installed.

Slim bindings are a matter of time and memory only: the stacks are the same to the byte, and a test proves it. So
whatever is not as expected leads back to the stock ones, with one warning. `PAYINFRA_BINDINGS=stock` asks for them.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import types

from generator.engine.node import do_without_cache
from generator.engine.resources import MODULES
from generator.engine.slim import SlimError, use_slim_bindings
from generator.engine.slim.warning import VARIABLE, warn

PROVIDER = "cdktf_cdktf_provider_aws"


def use_bindings() -> None:
    """Make the AWS bindings ready to be imported, module by module."""
    if PROVIDER in sys.modules:
        return
    if os.environ.get(VARIABLE) == "stock":
        do_without_cache()
        importlib.import_module(PROVIDER)
        return
    try:
        use_slim_bindings(MODULES)
    except SlimError as error:
        warn(str(error))
        do_without_cache()
    _bare_provider_package()


def _bare_provider_package() -> None:
    """The package without its `__init__`, which would import some 1,500 modules (5 s)."""
    found = importlib.util.find_spec(PROVIDER)
    if found is None or found.submodule_search_locations is None:
        raise ModuleNotFoundError("cdktf-cdktf-provider-aws is not installed: run `make install`", name=PROVIDER)
    package = types.ModuleType(PROVIDER)
    package.__path__ = list(found.submodule_search_locations)
    package.__spec__ = found
    sys.modules[PROVIDER] = package
