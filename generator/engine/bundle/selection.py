"""Select what replays a plan: the bundle, or the installed bindings (PAYINFRA_BINDINGS=stock asks for those).

That is a matter of time and memory only: the stacks are the same to the byte, and a test proves it. So whatever is not
as expected leads back to the stock bindings, with one warning.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from generator.engine.bundle.errors import BundleError
from generator.engine.engine_selection import CDKTF, chosen_engine
from generator.stack_plan import MODULES

if TYPE_CHECKING:
    from generator.engine.bundle.cache import Bundle

VARIABLE, STOCK = "PAYINFRA_BINDINGS", "stock"
# The bundle, or None, once it is known.
_chosen: list[Bundle | None] = []


def chosen_bundle() -> Bundle | None:
    """Return the bundle; None where the stock bindings are asked for or, after one warning, where they must do."""
    if os.environ.get(VARIABLE) == STOCK or chosen_engine() is not CDKTF:
        return None
    if not _chosen:
        try:
            _chosen.append(_bundle())
        except BundleError as error:
            fall_back_to_stock(str(error))
    return _chosen[0]


def fall_back_to_stock(reason: str) -> None:
    """Warn that the stock bindings run, and why; they do from now on."""
    text = f"payinfra: the stock AWS bindings run, which takes longer: {reason} ({VARIABLE}={STOCK} asks for them)"
    print(text, file=sys.stderr)
    _chosen[:] = [None]


def _bundle() -> Bundle:
    from generator.engine.bundle.cache import cached_bundle

    return cached_bundle(MODULES)
