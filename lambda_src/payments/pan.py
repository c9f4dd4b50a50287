"""Detect and mask primary account numbers (PANs), so that they are refused and kept out of logs.

A PAN is what `issuer_ranges` says, however a person or a program without bad intent writes it: in digits of any script;
in one run, also with the expiry or the security code right behind; in the groups that are printed on cards, whatever is
between them; in groups of three, as programs write large numbers; in any groups with spaces between; percent-encoded,
escaped, in Base64 or in hexadecimal.

Time stamps, snowflakes, UUIDs and digests in hexadecimal are no PANs. How many of them are refused is measured by
tests/lambda_src/payments/test_honest_traffic.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from payments.decodings import decodings
from payments.issuer_ranges import LONGEST
from payments.pan_spans import pan_spans

MASK: Final = "[PAN]"
_MOST_DIGITS_OF_A_NUMBER: Final = 40


def contains_pan(text: str) -> bool:
    """Return whether the text, or what it decodes to, holds a PAN."""
    return any(next(pan_spans(reading), None) is not None for reading in decodings(text))


def mask_pans(text: str) -> str:
    """Return the text with each PAN replaced by `[PAN]`, or just `[PAN]` if one is encoded."""
    masked = _masked(text)
    while masked != text:
        masked, text = _masked(masked), masked
    return MASK if contains_pan(masked) else masked


def value_contains_pan(value: object) -> bool:
    """Return whether a JSON value holds a PAN: in a text, a number, a key, or members that form one together."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            waiting += [*part.keys(), *part.values()]
            if _is_split([inner for inner in part.values() if isinstance(inner, str)]):
                return True
        elif isinstance(part, list | tuple):
            waiting += part
            if contains_pan(" ".join(map(_leaf_text, part))):
                return True
        elif contains_pan(_leaf_text(part)):
            return True
    return False


def mask_value(value: object) -> object:
    """Return a value for a log with the PANs in its texts, keys and numbers masked."""
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


def _is_split(texts: Sequence[str]) -> bool:
    """Return whether fields that hold groups of four digits, as a form for card numbers has them, form one together."""
    groups = [text for text in texts if text.isdecimal() and len(text) % 4 == 0]
    ends = range(2, len(groups) + 1)
    joined = ("".join(groups[first:end]) for end in ends for first in range(max(0, end - 4), end - 1))
    return any(len(digits) <= LONGEST and contains_pan(digits) for digits in joined)


def _masked(text: str) -> str:
    masked, end = [], 0
    for start, stop in _merged(sorted(pan_spans(text))):
        masked += [text[end:start], MASK]
        end = stop
    return "".join([*masked, text[end:]])


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    while spans:
        start, stop = spans.pop(0)
        while spans and spans[0][0] < stop:
            stop = max(stop, spans.pop(0)[1])
        yield start, stop
