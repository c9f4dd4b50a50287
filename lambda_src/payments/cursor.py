"""Encode the position in a list as an opaque cursor. A decoded cursor is validated: callers can forge it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Final

from payments.errors import CursorInvalid

_LONGEST: Final = 1024


def encode(position: Mapping[str, str]) -> str:
    """Return a position as URL-safe Base64 without padding."""
    text = json.dumps(dict(position), sort_keys=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, *, keys: frozenset[str], fixed: Mapping[str, str], longest: int = _LONGEST) -> dict[str, str]:
    """Return the position, which has just these keys with texts, and the `fixed` values. Raises CursorInvalid."""
    if len(cursor) > longest or not cursor.isascii():
        raise CursorInvalid
    try:
        position = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise CursorInvalid from None
    if not isinstance(position, dict) or position.keys() != keys:
        raise CursorInvalid
    if not all(isinstance(part, str) and part for part in position.values()):
        raise CursorInvalid
    if any(position[key] != value for key, value in fixed.items()):
        raise CursorInvalid
    return position
