"""Recognise numbers with check digits of their own, which are no card numbers: accounts, articles and parcels.

Sources: IBAN by ISO 13616, lengths by the SWIFT IBAN registry; GTIN-13, GTIN-14 and SSCC by the GS1 General
Specifications, check digit calculation; UPS by the check digit of its tracking numbers (1Z, modulo 10); licence plates
of DHL by ISO/IEC 15459-2 (J and the code of an issuer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_IBAN_LENGTHS: Final = {
    country: int(length)
    for length, countries in {
        "15": "NO",
        "16": "BE",
        "18": "DK FI FO GL NL",
        "19": "MK SI",
        "20": "AT BA EE KZ LT LU XK",
        "21": "CH HR LI LV",
        "22": "BG BH CR DE GB GE IE ME RS VA",
        "23": "AE GI IL IQ TL",
        "24": "AD CZ ES MD PK RO SA SE SK TN VG",
        "25": "LY PT ST",
        "26": "IS TR",
        "27": "FR GR IT MC MR SM",
        "28": "AL AZ BY CY DO GT HU LB PL SV",
        "29": "BR EG PS QA UA",
        "30": "JO KW MU",
        "31": "MT SC",
        "32": "LC",
    }.items()
    for country in countries.split()
}
_IBAN_BEGINS: Final = re.compile(r"(?<![0-9A-Za-z])([A-Z]{2})[0-9]{2}(?=[ -]?[0-9A-Z])")
_UPS: Final = re.compile(r"(?<![0-9A-Za-z])1Z([0-9A-Z]{15})([0-9])(?![0-9A-Za-z])")
_DHL: Final = re.compile(r"(?<![0-9A-Za-z])(?:JJD|JD|JVGL)[0-9]{10,20}(?![0-9A-Za-z])")
_ARTICLE_LENGTHS: Final = frozenset({13, 14, 18})
_SSCC_MARK: Final = "00"
_SSCC_DIGITS: Final = 18


def non_card_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each IBAN, UPS and DHL number in a text of ASCII digits, in no order."""
    for begin in _IBAN_BEGINS.finditer(text):
        end = _end_of_iban(text, begin)
        if end:
            yield begin.start(), end
    for ups in _UPS.finditer(text):
        if _is_ups(ups[1], ups[2]):
            yield ups.span()
    for dhl in _DHL.finditer(text):
        yield dhl.span()


def is_gtin_or_sscc(run: str) -> bool:
    """Return whether a whole run of ASCII digits is a GTIN or an SSCC."""
    if run.startswith(_SSCC_MARK) and len(run) == len(_SSCC_MARK) + _SSCC_DIGITS:
        run = run[len(_SSCC_MARK) :]
    if len(run) not in _ARTICLE_LENGTHS:
        return False
    return (3 * sum(map(int, run[-2::-2])) + sum(map(int, run[-1::-2]))) % 10 == 0


def _end_of_iban(text: str, begin: re.Match[str]) -> int | None:
    """Return the end of an IBAN, in one run or in groups with one space or hyphen between."""
    length, end = _IBAN_LENGTHS.get(begin[1], 0), begin.start()
    characters: list[str] = []
    while len(characters) < length:
        character = text[end : end + 1]
        end += 1
        if character in (" ", "-") and characters and text[end - 2].isalnum():
            continue
        if not (character.isascii() and character.isalnum()):
            return None
        characters.append(character)
    if not characters or text[end : end + 1].isalnum():
        return None
    turned = "".join([*characters[4:], *characters[:4]])
    return end if int("".join(str(int(one, 36)) for one in turned)) % 97 == 1 else None


def _is_ups(body: str, check: str) -> bool:
    values = [int(one) if one.isdigit() else (ord(one) - 63) % 10 for one in body]
    return -(sum(values[0::2]) + 2 * sum(values[1::2])) % 10 == int(check)
