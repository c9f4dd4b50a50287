"""Find the spans of PANs in a plain text. What a PAN is: see `pan`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from payments.issuer_ranges import LONGEST, SHORTEST, card_number_lengths
from payments.luhn import is_luhn_valid
from payments.non_card_numbers import is_gtin_or_sscc, non_card_spans

_DIGITS: Final = re.compile(r"[0-9]+")
_ENOUGH: Final = re.compile(r"(?:[0-9][^0-9]*){13}")
_IDENTITY: Final = re.compile(
    # A UUID, then a span's id, then a digest or an id of 96 to 512 bits. All hold letters, or they might be digits. In
    # capitals, the B before an American Express number on a magnetic stripe would make an id of it.
    r"(?<![0-9A-Za-z-])(?=[0-9-]*[a-fA-F])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z-])"
    r"|(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{16}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])(?=(?:[0-9]*[a-f]){2})(?:[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}"
    r"|[0-9a-f]{128})(?![0-9A-Za-z])"
)
_BEHIND: Final = frozenset({3, 4, 6, 7, 8})
"""Digits of a security code, of an expiry with two or four digits of the year, of both."""
_MONTH: Final = "(?:0[1-9]|1[0-2])"
_EXPIRY: Final = re.compile(
    # A month and a year from 2020 to 2049, in either order and with two or four digits of the year.
    rf"^(?:{_MONTH}(?:20)?[2-4][0-9]|(?:20)?[2-4][0-9]{_MONTH})"
    rf"|(?:{_MONTH}(?:20)?[2-4][0-9]|(?:20)?[2-4][0-9]{_MONTH})$"
)
_SNOWFLAKE_DIGITS: Final = 18
# A zero is in front of the numbers of parcels and articles, two of a telephone number abroad.
_DIALLED_ZEROS: Final = frozenset({1, 2})
_DIALLED_DIGITS: Final = frozenset({13, 14})
_PRINTED: Final = frozenset({(4, 6, 5), (4, 6, 4)})
_LONGEST_GAP: Final = 16
_LONGEST_WORD: Final = 8
_LONGEST_SPACED_GROUP: Final = 9
# Letters without a width, besides the marks and format characters.
_FILLERS: Final = frozenset("\u0640\u115f\u1160\u3164\uffa0")
_INVISIBLE: Final = frozenset({"Cf", "Mn", "Me"})


def pan_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each PAN in the text; they may overlap."""
    plain, places = _with_ascii_digits(text)
    if not _ENOUGH.search(plain):
        return
    groups = [match.span() for match in _DIGITS.finditer(_without_identities(plain))]
    digits, before = "".join(plain[start:stop] for start, stop in groups), 0
    for first, (start, stop) in enumerate(groups):
        following = digits[before : before + LONGEST]
        before += stop - start
        if _is_dialled(plain, start):
            continue
        ends = _ends_within(plain[start:stop]) if stop - start >= SHORTEST else ()
        # A number has no more groups than digits: what is searched grows with the text, not with its square.
        over = _ends_over(plain, groups[first : first + LONGEST], following) if card_number_lengths(following) else ()
        for end in (*(start + length for length in ends), *over):
            yield places[start], places[end - 1] + 1


def _ends_within(run: str) -> Iterator[int]:
    """Yield the ends of PANs that begin a run of digits, after padding zeros."""
    digits = run.lstrip("0")
    padding = len(run) - len(digits)
    if is_gtin_or_sscc(run) or (padding in _DIALLED_ZEROS and len(digits) in _DIALLED_DIGITS):
        return
    for length in card_number_lengths(digits):
        if (length == len(digits) or _may_go_on(digits, length)) and is_luhn_valid(digits[:length]):
            yield padding + length


def _may_go_on(digits: str, length: int) -> bool:
    """Return whether expiry or security code may follow. Numbers as long as a snowflake would be refused by chance."""
    if len(digits) == _SNOWFLAKE_DIGITS or (len(digits) == LONGEST and digits[0] == "2"):
        return False
    usual = length in (16, LONGEST) or (digits[0] == "3" and length in (14, 15))
    return usual and _may_be_behind(digits[length:], amex=length == 15)


def _may_be_behind(rest: str, *, amex: bool) -> bool:
    """Return whether digits are a security code (three; four for American Express), or hold an expiry first or last."""
    if len(rest) not in _BEHIND:
        return False
    return len(rest) == 3 or (amex and len(rest) == 4) or _EXPIRY.search(rest) is not None


def _ends_over(plain: str, groups: Sequence[tuple[int, int]], digits: str) -> Iterator[int]:
    """Yield the ends of PANs that begin with the first of the groups and span others; `digits` are
    those of all groups.
    """
    lengths, length, end = card_number_lengths(digits), 0, groups[0][0]
    sizes: list[int] = []
    gaps: list[str] = []
    for start, stop in groups:
        if sizes:
            gaps.append(plain[end:start])
        length, end = length + stop - start, stop
        sizes.append(stop - start)
        if length > LONGEST or (gaps and not _may_separate(gaps)):
            return
        if gaps and length in lengths and is_luhn_valid(digits[:length]) and _may_be_grouped(tuple(sizes), gaps):
            yield stop


def _may_separate(gaps: Sequence[str]) -> bool:
    """Return whether a gap may be within a PAN: no letters; a word or an entity must be the same in all gaps."""
    gap = gaps[-1]
    if len(gap) == 1 and not gap.isalnum():
        return True
    if any(character.isalnum() for character in gap):
        return len(gap) <= _LONGEST_WORD and gap == gaps[0]
    return len(gap) <= _LONGEST_GAP


def _may_be_grouped(sizes: tuple[int, ...], gaps: Sequence[str]) -> bool:
    if sizes in _PRINTED:
        return True
    if sizes[0] <= 3 and set(sizes[1:]) == {3} and len(gaps[0]) == 1 and len(set(gaps)) == 1:
        return True
    if sizes[0] in (1, 4) and set(sizes[:-1]) == {sizes[0]} and sizes[-1] <= sizes[0]:
        return True
    return max(sizes) <= _LONGEST_SPACED_GROUP and all(gap.isspace() for gap in gaps)


def _with_ascii_digits(text: str) -> tuple[str, Sequence[int]]:
    """Return the text with ASCII digits and without invisible characters, and each character's index in
    the original.
    """
    if text.isascii():
        return text, range(len(text))
    characters, places = [], []
    for place, character in enumerate(text):
        if character in _FILLERS or unicodedata.category(character) in _INVISIBLE:
            continue
        for plain in unicodedata.normalize("NFKC", character):
            digit = unicodedata.digit(plain, None)
            characters.append(plain if digit is None else str(digit))
            places.append(place)
    return "".join(characters), places


def _is_dialled(plain: str, start: int) -> bool:
    """Return whether digits follow the plus sign of a telephone number; in a query it is a space."""
    return plain[start - 1 : start] == "+" and not plain[max(0, start - 2) : start - 1].isdigit()


def _without_identities(text: str) -> str:
    plain = _IDENTITY.sub(lambda match: "u" * len(match[0]), text)
    for start, stop in non_card_spans(plain):
        plain = f"{plain[:start]}{'u' * (stop - start)}{plain[stop:]}"
    return plain
