"""Read the texts that an editor has open and the disk does not have yet.

A context of its own, so that whatever reads a spec reads what the author sees, and no reader has a parameter for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_texts: ContextVar[Mapping[Path, str]] = ContextVar("unsaved", default={})  # noqa: B039  # never changed in place


@contextmanager
def unsaved(texts: Mapping[Path, str]) -> Iterator[None]:
    """Let files be read as the given texts, by absolute path without links, until the block ends."""
    token = _texts.set(texts)
    try:
        yield
    finally:
        _texts.reset(token)


def unsaved_text(path: Path) -> str | None:
    """Return the text that is open for a file, or None where the disk counts."""
    texts = _texts.get()
    return texts.get(path.resolve()) if texts else None
