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

# Prefix and length of numbers that schemes issue today, written down apart from the table that the code has.
ISSUED = (
    ("4", 16),
    ("4", 19),
    ("4", 13),
    ("51", 16),
    ("55", 16),
    ("2221", 16),
    ("2720", 16),
    ("34", 15),
    ("37", 15),
    ("6011", 16),
    ("6011", 19),
    ("65", 16),
    ("300", 14),
    ("36", 14),
    ("38", 16),
    ("3528", 16),
    ("3589", 19),
    ("62", 16),
    ("62", 17),
    ("62", 18),
    ("62", 19),
    ("81", 16),
    ("5018", 16),
    ("6759", 19),
    ("6703", 17),
    ("508", 16),
    ("2200", 16),
)


def issued_number(kind: int, digits: str) -> str:
    """A number of a kind in ISSUED, its account made of the digits, of which there are 18 or more.

    In one run it is no article's number as well, as one in ten of 13, 14 and 18 digits is (decision 0290): then the
    next account is taken.
    """
    prefix, length = ISSUED[kind]
    number = luhn_valid(prefix + digits[: length - len(prefix) - 1])
    if length in (13, 14, 18) and is_article_number(number):
        return issued_number(kind, f"{(int(digits[:18]) + 10**8) % 10**18:018}")
    return number


def is_article_number(digits: str) -> bool:
    """Whether the check digit is that of GS1, worked out in the plain way."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        total += int(digit) * (3 if place % 2 else 1)
    return total % 10 == 0


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
