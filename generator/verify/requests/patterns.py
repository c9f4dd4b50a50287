r"""Translate the patterns of AWS's service models, which are Java's, for the `regex` module.

Runs in the emulators' own environment. In Java `\w`, `\d` and `\s` are ASCII unless a pattern asks otherwise, and a
hyphen after such a class, as in `[\w-_]`, is a hyphen. Source: java.util.regex.Pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import regex  # type: ignore[import-untyped]  # regex has no types

ASCII = {"w": "a-zA-Z0-9_", "d": "0-9", "s": r" \t\n\x0b\f\r"}
# All letters beyond the first 65,536, which Java writes as pairs of surrogates.
SURROGATES = (r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
TOKEN = re.compile(r"\\[pP]\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\U[0-9A-F]{8}|\\.|\[\^?\]?|.", re.DOTALL)


@cache
def compiled(pattern: str) -> Any:
    """Return a Java pattern as one of `regex`. AWS holds it against the whole value."""
    return regex.compile("".join(_translated(pattern.replace(*SURROGATES))))


def _translated(pattern: str) -> Iterator[str]:
    in_class, after_class = False, False
    for token in TOKEN.findall(pattern):
        is_shorthand = token[0] == "\\" and token[1] in "wdsWDSpP"
        if not in_class and token[0] == "[":
            in_class = True
            yield token
        elif in_class and token == "]":
            in_class = False
            yield token
        elif in_class and token[0] == "[":
            yield "".join(rf"\{character}" if character in "[]" else character for character in token)
            in_class = "]" not in token
        elif in_class and token == "-" and after_class:
            yield r"\-"
        elif token[0] == "\\" and token[1] in ASCII:
            yield ASCII[token[1]] if in_class else f"[{ASCII[token[1]]}]"
        else:
            yield token
        after_class = in_class and is_shorthand
