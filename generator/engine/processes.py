"""When Node.js starts, and whether this process may copy itself before it does."""

from __future__ import annotations

from generator import children
from generator.engine.slim.kernel import slim_provider


def start_node() -> None:
    """Let Node.js load the bindings while Python does something else. Stock bindings have waited for it already."""
    provider = slim_provider()
    if provider is not None:
        provider.start()


def may_fork() -> bool:
    """Whether each copy of this process would get a Node.js of its own: true until the first construct is made."""
    provider = slim_provider()
    return provider is not None and not provider.started and children.may_fork()


def stop_node() -> None:
    """End Node.js and wait for it, as the end of this process would by itself."""
    provider = slim_provider()
    if provider is not None:
        provider.stop()
