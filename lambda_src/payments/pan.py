"""Finds primary account numbers (PANs), so that they can be refused and kept out of logs.

A PAN is a Luhn-valid run of 13 to 19 digits (ISO/IEC 7812-1). Digits of any script count, and so do full-width and
circled ones; whatever is neither letter nor digit may stand between them. Inside a longer run of digits, such as a
number with its security code behind it, the usual shapes of the large issuers are found as well.

The price: one in ten of the other long numerals (order numbers, times in milliseconds) is refused, too. Identifiers
should carry letters. A UUID is passed over, or one in a thousand of the random ones would be taken for a PAN.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from payments.luhn import is_luhn_valid

MASK: Final = "[PAN]"
_SHORTEST: Final = 13
_LONGEST: Final = 19
_DIGITS: Final = re.compile(r"[0-9]+")
_UUID: Final = re.compile(
    r"(?<![0-9A-Za-z-])(?=[0-9-]*[a-fA-F])"
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}(?![0-9A-Za-z-])"
)
# Visa, Mastercard (two ranges), American Express, Discover and UnionPay; looked for within longer runs only.
_ISSUED: Final = re.compile(r"(?=(4[0-9]{15}|5[1-5][0-9]{14}|2[2-7][0-9]{14}|6[0-9]{15}|3[47][0-9]{13}))")
_MOST_DIGITS_OF_A_NUMBER: Final = 40


def contains_pan(text: str) -> bool:
    """Whether the text holds a PAN."""
    return next(_spans(text), None) is not None


def mask_pans(text: str) -> str:
    """The text with each PAN replaced by `[PAN]`."""
    masked, end = [], 0
    for start, stop in _merged(sorted(_spans(text))):
        masked += [text[end:start], MASK]
        end = stop
    return "".join([*masked, text[end:]])


def value_contains_pan(value: object) -> bool:
    """Whether a parsed JSON value holds a PAN: in a text, a number, a key, or a list that spells one."""
    if isinstance(value, Mapping):
        return any(value_contains_pan(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return any(value_contains_pan(part) for part in value) or contains_pan(" ".join(map(_leaf_text, value)))
    return contains_pan(_leaf_text(value))


def mask_value(value: object) -> object:
    """A value for a log with the PANs in its texts, keys and numbers masked."""
    if isinstance(value, Mapping):
        return {mask_pans(str(key)): mask_value(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [mask_value(part) for part in value]
    if isinstance(value, bool | None):
        return value
    text = _leaf_text(value)
    masked = mask_pans(text)
    return value if masked == text else masked


def _leaf_text(value: object) -> str:
    if isinstance(value, Mapping | list | tuple):
        return "x"
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < _MOST_DIGITS_OF_A_NUMBER:
        return f"{value:f}"
    return str(value)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each PAN, in the text as it was given."""
    plain, places = _with_ascii_digits(text)
    groups = [match.span() for match in _DIGITS.finditer(plain)]
    for first, (start, _) in enumerate(groups):
        yield from ((places[start], places[stop - 1] + 1) for stop in _stops(plain, groups, first))
    for start, stop in groups:
        if stop - start > _SHORTEST:
            for match in _ISSUED.finditer(plain, start, stop):
                if is_luhn_valid(match[1]):
                    yield places[match.start()], places[match.end(1) - 1] + 1


def _stops(plain: str, groups: list[tuple[int, int]], first: int) -> Iterator[int]:
    """Where a PAN that begins with group `first` ends, over any number of groups with separators between."""
    digits, end = "", groups[first][0]
    for start, stop in groups[first:]:
        if any(character.isalpha() for character in plain[end:start]):
            return
        digits, end = digits + plain[start:stop], stop
        if len(digits) > _LONGEST:
            return
        if len(digits) >= _SHORTEST and is_luhn_valid(digits):
            yield stop


def _with_ascii_digits(text: str) -> tuple[str, list[int] | range]:
    """The text in plain digits with UUIDs blotted out, and for each character its place in the original."""
    if text.isascii():
        return _without_uuids(text), range(len(text))
    characters, places = [], []
    for place, character in enumerate(text):
        for plain in unicodedata.normalize("NFKC", character):
            digit = unicodedata.digit(plain, None)
            characters.append(plain if digit is None else str(digit))
            places.append(place)
    return _without_uuids("".join(characters)), places


def _without_uuids(text: str) -> str:
    return _UUID.sub(lambda match: "u" * len(match[0]), text)


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    while spans:
        start, stop = spans.pop(0)
        while spans and spans[0][0] < stop:
            stop = max(stop, spans.pop(0)[1])
        yield start, stop
