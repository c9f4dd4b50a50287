"""Which tests stay together where several processes run them, and which come first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
# Their files ask for the same stacks, which one process makes once.
TOGETHER = (Path("generator/builders"), Path("generator/compliance/controls"))
# What takes minutes, of which most is spent waiting: begun together, so that nobody is alone at the end.
LONGEST = ("lifecycles", "rollouts", "data-plane", "operations", "rehearsal", "bad-luck")


def keep_together(items: Iterable[pytest.Item]) -> None:
    """What the tests of a file share, such as a stack or a database, is made once: one process runs them all."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(str(_shared(item.path.relative_to(TESTS)))))


def slow_first(items: list[pytest.Item]) -> None:
    """Nobody waits at the end for a test that takes long and was begun last."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    group = next(iter(item.iter_markers("xdist_group"))).args[0]
    if group in LONGEST:
        return LONGEST.index(group)
    return len(LONGEST) + (0 if item.get_closest_marker("e2e") or item.get_closest_marker("slow") else 1)


def _shared(file: Path) -> Path:
    return next((folder for folder in TOGETHER if folder in file.parents), file.with_suffix(""))
