"""TapStack over the engine that writes down.

Builders and TapStack import `generator.engine` by name, so they are imported a second time, privately, with the other
engine in its place; what runs elsewhere in the process stays as it was.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import generator
import lib
from generator.engine.recorder import Recording, recording_engine
from generator.packaging.archives import Archives
from generator.spec.model import Environment

ENGINE = "generator.engine"
# What is imported again with the other engine.
_PRIVATE = (ENGINE, "generator.builders", "lib.tap_stack")
_PARENTS = ((generator, "engine"), (generator, "builders"), (lib, "tap_stack"))


def recorded(env: Environment, archives: Archives | None = None) -> Recording:
    """What the stack of an environment consists of."""
    recording: Recording = recording_stack()(None, "stack", spec=env, archives=archives).recording
    return recording


@cache
def recording_stack() -> Any:
    """The class TapStack, imported with the engine that writes down."""
    with _other_engine():
        return importlib.import_module("lib.tap_stack").TapStack


@contextmanager
def _other_engine() -> Iterator[None]:
    before = {name: module for name, module in sys.modules.items() if _is_private(name)}
    attributes = [(parent, name, getattr(parent, name)) for parent, name in _PARENTS if hasattr(parent, name)]
    _forget_private()
    sys.modules[ENGINE] = module = recording_engine(ENGINE)
    # What stands beside the engine, and needs nothing of it but its classes, is found where it is.
    module.__path__ = [str(Path(__file__).resolve().parents[1] / "engine")]
    try:
        yield
    finally:
        _forget_private()
        sys.modules.update(before)
        for parent, name in _PARENTS:
            parent.__dict__.pop(name, None)
        for parent, name, was in attributes:
            setattr(parent, name, was)


def _forget_private() -> None:
    for name in [name for name in sys.modules if _is_private(name)]:
        del sys.modules[name]


def _is_private(name: str) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in _PRIVATE)
