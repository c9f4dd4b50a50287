"""Match the patterns of the schema as ECMAScript does, in which the standard writes them.

For Python `$` is also the place before a last line break, so that a block text, which ends with one, would pass.
"""

from __future__ import annotations

import re
from functools import cache


def matches(pattern: str, text: str) -> bool:
    """Return whether a text fits a pattern of the schema."""
    return _compiled(pattern).search(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    ends = pattern.endswith("$") and not pattern.endswith("\\$")
    return re.compile(rf"{pattern[:-1]}\Z" if ends else pattern)
