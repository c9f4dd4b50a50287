"""Patch the members of a class of moto."""

from __future__ import annotations

from typing import Any


def patch(owner: type, **members: Any) -> None:
    """Set members of a class."""
    for name, member in members.items():
        setattr(owner, name, member)
