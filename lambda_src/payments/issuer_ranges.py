"""The issuer ranges of the card schemes, and the lengths of the card numbers that each issues.

Sources: Wikipedia, "Payment card number", table of issuer identification numbers; github.com/braintree/credit-card-type
at 0bac61c, src/lib/card-types.ts; check digit by ISO/IEC 7812-1. If the two differ, the wider range is taken. Left out
on purpose: what no card in use has (Bankcard, enRoute, Solo, JCB of 15 digits, Maestro of 12 to 15), UATP, whose 1 is
that of every time stamp, and what a snowflake of today looks like: 18 digits (but for UnionPay), and 19 from 2 on.
"""

from __future__ import annotations

from typing import Final

SHORTEST: Final = 13
LONGEST: Final = 19

_MAESTRO: Final = (16, 17, 19)
_DINERS: Final = (14, 16, 19)
_RANGES: Final = (
    ("Visa", "4", "4", (13, 16, 19)),
    ("Mastercard", "51", "55", (16,)),
    ("Mastercard", "2221", "2720", (16,)),
    ("American Express", "34", "34", (15,)),
    ("American Express", "37", "37", (15,)),
    ("Diners Club", "300", "305", _DINERS),
    ("Diners Club", "309", "309", _DINERS),
    ("Diners Club", "36", "36", _DINERS),
    ("Diners Club", "38", "39", _DINERS),
    ("JCB", "3528", "3589", (16, 17, 19)),
    ("RuPay", "353", "353", (16,)),
    ("RuPay", "356", "356", (16,)),
    ("Maestro, Elo, Verve, RuPay", "50", "50", _MAESTRO),
    ("Maestro", "56", "59", _MAESTRO),
    ("Maestro, Discover, UnionPay, RuPay, Troy, Hipercard", "60", "69", _MAESTRO),
    ("UnionPay", "62", "62", range(16, 20)),
    ("UnionPay, RuPay", "81", "82", (16, 17, 19)),
    ("Mir", "2200", "2204", (16, 17)),
    ("UzCard", "8600", "8600", (16,)),
    ("Troy", "9792", "9792", (16,)),
    ("NAPAS", "9704", "9704", (16, 19)),
    ("Humo", "9860", "9860", (16,)),
)
"""Scheme, first and last prefix of a range, lengths."""
_PREFIX_DIGITS: Final = 4


def _lengths_by_prefix() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for _, first, last, lengths in _RANGES:
        low, high = int(first.ljust(_PREFIX_DIGITS, "0")), int(last.ljust(_PREFIX_DIGITS, "9"))
        for prefix in range(low, high + 1):
            found.setdefault(str(prefix), set()).update(lengths)
    return {prefix: frozenset(lengths) for prefix, lengths in found.items()}


_LENGTHS: Final = _lengths_by_prefix()
_NONE: Final[frozenset[int]] = frozenset()


def card_number_lengths(digits: str) -> frozenset[int]:
    """Return the lengths of card numbers that begin with these ASCII digits, 4 or more; empty for no scheme's."""
    return _LENGTHS.get(digits[:_PREFIX_DIGITS], _NONE)
