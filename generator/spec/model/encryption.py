"""The customer-managed KMS keys, one a domain of data.

Generated from schemas/encryption.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record


class Encryption(Record):
    """The customer-managed KMS keys, one a domain of data."""

    pointer: SpecPath
    rotation_days: int
    """Days between rotations of every key's material."""
    deletion_window_days: int
    """Days that a key lingers after destroy before it is gone; 7 is the shortest that KMS allows."""
