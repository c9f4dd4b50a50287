"""Convert quantities that are written with a unit, such as `5m` or `1 GB`, to the number that a key takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

_QUANTITY = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,6})?)\s*([A-Za-zµ%]+)")
_SECONDS: Mapping[str, Fraction] = {
    **dict.fromkeys(("ms", "millis", "millisecond", "milliseconds"), Fraction(1, 1000)),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), Fraction(1)),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), Fraction(60)),
    **dict.fromkeys(("h", "hr", "hour", "hours"), Fraction(3_600)),
    **dict.fromkeys(("d", "day", "days"), Fraction(86_400)),
    **dict.fromkeys(("w", "week", "weeks"), Fraction(604_800)),
    **dict.fromkeys(("y", "year", "years"), Fraction(365 * 86_400)),
}
_BYTES: Mapping[str, Fraction] = {
    **dict.fromkeys(("b", "byte", "bytes"), Fraction(1)),
    **dict.fromkeys(("k", "kb", "kib"), Fraction(1024)),
    **dict.fromkeys(("mb", "mib", "megabyte", "megabytes"), Fraction(1024**2)),
    **dict.fromkeys(("g", "gb", "gib", "gigabyte", "gigabytes"), Fraction(1024**3)),
}
# What the name of a key ends with: the dimension, and the unit in it.
_OF_KEYS: Mapping[str, tuple[Mapping[str, Fraction], str]] = {
    "Milliseconds": (_SECONDS, "ms"),
    "Seconds": (_SECONDS, "s"),
    "Minutes": (_SECONDS, "m"),
    "Hours": (_SECONDS, "h"),
    "Days": (_SECONDS, "d"),
    "Megabytes": (_BYTES, "mb"),
    "Percent": ({"%": Fraction(1), "percent": Fraction(1)}, "%"),
}
THRESHOLD = "threshold"


def in_key_unit(key: str, written: str) -> int | float | None:
    """Return the number for a key whose name ends with its unit; None where the quantity is of another kind."""
    quantity = _QUANTITY.fullmatch(written.strip())
    units = next((units for end, units in _OF_KEYS.items() if key.casefold().endswith(end.casefold())), None)
    if quantity is None or units is None:
        return None
    scales, own = units
    scale = scales.get(quantity[2].casefold())
    return None if scale is None else _number(Fraction(quantity[1]) * scale / scales[own])


def threshold_hint(written: str) -> str:
    """Return how a time is written as a threshold, which has the unit of the metric; empty where it is no time."""
    milliseconds, seconds = in_key_unit("milliseconds", written), in_key_unit("seconds", written)
    if milliseconds is None:
        return ""
    return (
        f"a threshold has the unit of its metric: write {milliseconds} for one in milliseconds, as Duration and "
        f"Latency are, or {seconds} for one in seconds, as TargetResponseTime is"
    )


def _number(exact: Fraction) -> int | float:
    return int(exact) if exact.denominator == 1 else float(exact)
