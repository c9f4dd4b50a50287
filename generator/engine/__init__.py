"""The only room that imports cdktf: plans become stacks by one batch in Node.js, or on a `TerraformStack` of one's own.

node_session    the Node.js of this process, which replays plans (`batch.js`) with the bundle
jsii_replay     replays a plan onto a stack in the kernel of jsii: by one call, or call by call (bindings_replay)
bundle          cdktf, the resources in use and `replay.js` as one file
python_bindings the packages as pip installed them
engines         which packages these are
"""

from __future__ import annotations

from typing import Any

from generator.engine.python_bindings import aws, cdk_class, new_app

__all__ = ["aws", "new_app"]


def __getattr__(name: str) -> Any:
    """Classes of cdktf itself: `from generator.engine import App, TerraformStack, Fn`."""
    if name.startswith("__"):
        raise AttributeError(name)
    return cdk_class(name)
