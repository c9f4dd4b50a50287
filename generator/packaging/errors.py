"""Define the error of an archive that cannot be built, in one line for the person who has to fix it."""

from __future__ import annotations


class PackagingError(Exception):
    """A lock, a download or a source that cannot become an archive."""
