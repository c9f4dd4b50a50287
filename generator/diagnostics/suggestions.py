"""Suggest the nearest known word for one that is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TOO_CLOSE = 0.04


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word that is not known, and the one or two known words that are nearest to it."""

    word: str
    nearest: tuple[str, ...]

    def __str__(self) -> str:
        return f" (did you mean {' or '.join(map(repr, self.nearest))}?)"

    @property
    def certain(self) -> str | None:
        """The word that was meant for certain: the only one that is near, and so near that it can only be a slip."""
        return self.nearest[0] if len(self.nearest) == 1 and is_slip(self.word, self.nearest[0]) else None


def suggest(word: str, known: Iterable[str]) -> Suggestion | None:
    """Return the known words that are near; None where there is none."""
    near = nearest(word, known)
    return Suggestion(word, near) if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean 'x'?)` where a known word is near, else an empty text."""
    return str(suggest(word, known) or "")


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the nearest known word; two where none is nearer. Capitals, hyphens and underscores count for nothing."""
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


def is_slip(word: str, meant: str) -> bool:
    """Return whether a word is so near to another that it can only be a slip of the pen."""
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
