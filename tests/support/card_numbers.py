"""Card numbers that look real and belong to nobody, and the ways in which people write them."""

from __future__ import annotations

import re
import unicodedata

# What the schemes publish for tests: Visa, Mastercard (both ranges), American Express, Discover, Diners, JCB, UnionPay.
PANS = (
    "4111111111111111",
    "4012888888881881",
    "4222222222222",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "6011111111111117",
    "30569309025904",
    "3530111333300000",
    "6200000000000005",
)


def luhn_valid(digits: str) -> str:
    """The digits with the check digit that belongs to them (ISO/IEC 7812-1, annex B), worked out in the plain way."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"


def full_width(pan: str) -> str:
    """In the digits of East Asian typography."""
    return "".join(chr(ord("\N{FULLWIDTH DIGIT ZERO}") + int(digit)) for digit in pan)


def separated(pan: str, separator: str) -> str:
    """In groups of four."""
    return separator.join(re.findall(".{1,4}", pan))


def escaped(pan: str) -> str:
    """As JSON may write any text."""
    return "".join(f"\\u{ord(digit):04x}" for digit in pan)


def digits_in(text: str) -> str:
    """Nothing but the digits of a text, whatever stands between them: for a search that no spelling escapes."""
    plain = unicodedata.normalize("NFKC", re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text))
    return "".join(character for character in plain if character in "0123456789")
