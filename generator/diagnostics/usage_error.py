"""Define the error of wrong usage: exit code 2, one line, no traceback."""

from __future__ import annotations


class UsageError(Exception):
    """What was named does not exist or does not fit. The message says what to name instead."""
