"""What keeps an archive from being built, in one line for the person who has to mend it."""

from __future__ import annotations


class PackagingError(Exception):
    """A lock, a download or a source that cannot become an archive."""
