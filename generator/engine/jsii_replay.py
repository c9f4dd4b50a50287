"""Replay a plan onto a stack that lives in the kernel of jsii: by one call of `replay.js`, or call by call."""

from __future__ import annotations

from functools import cache
from typing import Any

from generator.engine.bindings_replay import replay_with_bindings
from generator.engine.bundle.cache import PACKAGE
from generator.engine.bundle.errors import BundleError
from generator.engine.bundle.jsii_package import METHOD, NAME, REPLAY_TYPE, VERSION
from generator.engine.bundle.selection import chosen_bundle, fall_back_to_stock
from generator.engine.plan_json import plan_json
from generator.stack_plan import StackPlan


def replay(plan: StackPlan, stack: Any) -> None:
    """Create everything that a plan asks for in a `cdktf.TerraformStack`."""
    if _kernel_has_replay():
        import jsii

        jsii.sinvoke(_Replay, METHOD, [stack, plan_json(plan)])
    else:
        replay_with_bindings(plan, stack)


class _Replay:
    """The class of our package, as jsii asks for it."""

    __jsii_type__ = REPLAY_TYPE


@cache
def _kernel_has_replay() -> bool:
    """Load the replay into the kernel; False, after one warning, where that can't be done."""
    bundle = chosen_bundle()
    if bundle is None:
        return False
    import jsii
    import jsii.errors

    try:
        jsii.kernel.load(NAME, VERSION, str(bundle.file(PACKAGE)))
    except (BundleError, jsii.errors.JSIIError, RuntimeError) as error:
        fall_back_to_stock(f"jsii can't load the replay: {error}")
        return False
    return True
