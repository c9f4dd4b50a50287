"""The nearest known word for one that is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SAID = re.compile(r"\(did you mean '([^']+)'\?\)")
_TOO_CLOSE = 0.04


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` where a known word is near, both where two are equally near, else nothing."""
    near = nearest(word, known)
    return f" (did you mean {' or '.join(map(repr, near))}?)" if near else ""


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known word that is nearest; two where none is nearer. Capitals, hyphens and underscores count for nothing."""
    words = {candidate: _letters(candidate) for candidate in known}
    letters = _letters(word)
    same = tuple(candidate for candidate, plain in words.items() if plain == letters)
    if same:
        return same[:2]
    from difflib import SequenceMatcher, get_close_matches  # Only a faulty spec needs it.

    close = get_close_matches(letters, dict.fromkeys(words.values()), n=2, cutoff=0.6)
    ratios = [SequenceMatcher(None, plain, letters).ratio() for plain in close]
    if len(close) == 2 and ratios[0] - ratios[1] > _TOO_CLOSE:
        close = close[:1]
    return tuple(candidate for candidate, plain in words.items() if plain in close)[:2]


def suggested(message: str) -> str | None:
    """The one word that a message suggests, if it suggests one."""
    said = _SAID.search(message)
    return said.group(1) if said else None


def is_slip(word: str, meant: str) -> bool:
    """True where a word is so near to another that it can't be but a slip of the pen."""
    one, other = _letters(word), _letters(meant)
    shorter = min(len(one), len(other))
    return one == other or (shorter >= 3 and _edits(one, other) <= (2 if shorter > 3 else 1))


def _letters(word: str) -> str:
    return re.sub(r"[-_ ]", "", word).casefold()


def _edits(one: str, other: str) -> int:
    """Letters to add, drop, change, or swap with their neighbour, to make one word of the other."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
