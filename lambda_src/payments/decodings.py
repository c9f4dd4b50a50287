r"""Decode a text in the ways in which a card number may hide: percent-encoded, escaped, in HTML, Base64 or hexadecimal.

Two clients in a row encode twice without meaning to, so that each decoding is decoded again.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

_DEPTH: Final = 3
_MOST_READINGS: Final = 64
_ENCODED: Final = re.compile(r"[%&\\]|[A-Za-z0-9+/_-]{18}")
_ESCAPE: Final = re.compile(r"\\(?:u|x|U0000)([0-9A-Fa-f]{4}|[0-9A-Fa-f]{2})")
# Thirteen digits or more become eighteen characters or more; in hexadecimal each begins with a 3.
_BASE64: Final = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{18,}={0,2}")
_HEXADECIMAL: Final = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{26,}(?![0-9A-Fa-f])")


def decodings(text: str) -> list[str]:
    """Return the text and what it decodes to, up to three times over and at most about 64 texts."""
    found = {text: None}
    latest = [text]
    for _ in range(_DEPTH):
        latest = [decoded for one in latest for decoded in _decoded(one) if decoded not in found]
        found.update(dict.fromkeys(latest))
        if not latest or len(found) > _MOST_READINGS:
            break
    return list(found)


def _decoded(text: str) -> Iterator[str]:
    if not _ENCODED.search(text):
        return
    if "%" in text:
        yield unquote(text)
    if "&" in text:
        yield html.unescape(text)
    if "\\" in text:
        yield _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    yield from filter(None, map(_of_base64, _BASE64.findall(text)))
    yield from filter(None, map(_of_hexadecimal, _HEXADECIMAL.findall(text)))


def _of_base64(token: str) -> str | None:
    plain = token.rstrip("=").translate({ord("-"): "+", ord("_"): "/"})
    try:
        return _printable(base64.b64decode(plain + "=" * (-len(plain) % 4)))
    except (binascii.Error, ValueError):
        return None


def _of_hexadecimal(token: str) -> str | None:
    return _printable(bytes.fromhex(token)) if len(token) % 2 == 0 else None


def _printable(octets: bytes) -> str | None:
    """Return ASCII text, or None for bytes that are none: a signature or a random id."""
    text = octets.decode("ascii", "ignore").strip()
    return text if len(text) >= len(octets.strip()) and text.isprintable() else None
