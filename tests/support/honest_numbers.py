"""Numbers that honest callers send, with the check digits that they have in life: accounts, articles, parcels, phones.

Worked out in the plain way, apart from the code that must let them pass.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable

Make = Callable[[random.Random], str]

# Source: SWIFT, IBAN registry, structure of the account: n digits, a capital letters.
ACCOUNTS = {
    **{"AE": "19n", "AT": "16n", "BE": "12n", "BG": "4a14n", "BR": "23n1a1n", "CH": "17n", "CY": "24n", "CZ": "20n"},
    **{"DE": "18n", "DK": "14n", "EE": "16n", "ES": "20n", "FI": "14n", "FR": "23n", "GB": "4a14n", "GR": "23n"},
    **{"HR": "17n", "HU": "24n", "IE": "4a14n", "IL": "19n", "IT": "1a22n", "LT": "16n", "LU": "16n", "LV": "4a13n"},
    **{"MT": "4a23n", "NL": "4a10n", "NO": "11n", "PL": "24n", "PT": "21n", "RO": "4a16n", "SA": "20n", "SE": "20n"},
    **{"SI": "15n", "SK": "20n", "TR": "22n"},
}


def digits(length: int, prefix: str = "") -> Make:
    """Random ones behind a prefix."""
    return lambda draw: prefix + "".join(draw.choices(string.digits, k=length))


def article(length: int, prefix: str = "") -> Make:
    """So many digits with the check digit of GS1."""

    def make(draw: random.Random) -> str:
        body = digits(length - 1 - len(prefix), prefix)(draw)
        total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body)))
        return f"{body}{-total % 10}"

    return make


def iban(draw: random.Random) -> str:
    """Of a random country, in one run."""
    country = draw.choice(list(ACCOUNTS))
    parts = re.findall(r"(\d+)([na])", ACCOUNTS[country])
    account = "".join(
        "".join(draw.choices(string.digits if kind == "n" else string.ascii_uppercase, k=int(length)))
        for length, kind in parts
    )
    number = int("".join(str(int(character, 36)) for character in f"{account}{country}00"))
    return f"{country}{98 - number % 97:02}{account}"


def printed_iban(draw: random.Random) -> str:
    """In groups of four, as on paper."""
    return " ".join(re.findall(".{1,4}", iban(draw)))


def ups(draw: random.Random) -> str:
    """1Z, six characters of an account, nine digits, and a check digit in which letters count as UPS says."""
    body = "".join(draw.choices(string.digits + string.ascii_uppercase, k=6)) + digits(9)(draw)
    values = [int(one) if one.isdigit() else (string.ascii_uppercase.index(one) + 2) % 10 for one in body]
    total = sum(value * (2 if place % 2 else 1) for place, value in enumerate(values))
    return f"1Z{body}{-total % 10}"


def fedex(draw: random.Random) -> str:
    """Twelve digits, of which the last is the check digit of FedEx Express."""
    body = digits(11)(draw)
    total = sum(int(digit) * weight for digit, weight in zip(body, (3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1), strict=True))
    return f"{body}{total % 11 % 10}"


def phone(draw: random.Random) -> str:
    """By E.164: a plus sign and up to fifteen digits."""
    return f"+{draw.randrange(1, 10)}{digits(draw.randrange(9, 14))(draw)}"


def german_phone(form: str) -> Make:
    """Of a mobile: thirteen digits with the country, which would be a Visa card of old."""
    return lambda draw: form.format(draw.choice(("151", "160", "170", "176")), digits(8)(draw))
