"""Locate the user's cache folder, whose content can be regenerated."""

from __future__ import annotations

import os
from pathlib import Path


def user_cache() -> Path | None:
    """Return PAYINFRA_CACHE, or `payinfra` in the user's cache; None for a user without a home."""
    chosen = os.environ.get("PAYINFRA_CACHE")
    if chosen:
        return Path(chosen).absolute()
    user = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(user) if user else Path.home() / ".cache").absolute() / "payinfra"
    except RuntimeError:
        # A container may run as a number that no account has.
        return None


def compiled_templates() -> Path | None:
    """Return the folder of Jinja2's compiled templates; None where there can be none."""
    cache = user_cache()
    try:
        if cache is not None:
            (cache / "templates").mkdir(parents=True, exist_ok=True)
            return cache / "templates"
    except OSError:
        pass
    return None
