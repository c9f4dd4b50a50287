"""Wrong usage: what the person who runs a command can put right, in one line."""

from __future__ import annotations


class UsageError(Exception):
    """Something that was named or set does not exist or does not fit. Commands print it and exit with 2."""
