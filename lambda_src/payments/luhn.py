"""Validate the Luhn check digit of card numbers (ISO/IEC 7812-1, annex B)."""

from __future__ import annotations

from typing import Final

_PLAIN: Final = bytes(digit - 48 if 48 <= digit < 58 else 0 for digit in range(256))
_DOUBLED: Final = bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[digit - 48] if 48 <= digit < 58 else 0 for digit in range(256))


def is_luhn_valid(digits: str) -> bool:
    """Return whether ASCII digits end in the right check digit."""
    text = digits.encode("ascii")
    return (sum(text[-1::-2].translate(_PLAIN)) + sum(text[-2::-2].translate(_DOUBLED))) % 10 == 0
