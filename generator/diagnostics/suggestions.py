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
        return self.nearest[0] if len(self.nearest) == 1 and is_typo(self.word, self.nearest[0]) else None


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
    near = tuple(candidate for candidate, plain in words.items() if plain in close)[:2]
    slips = tuple(candidate for candidate in near if is_typo(word, candidate))
    return slips if len(slips) == 1 else near


def is_typo(word: str, meant: str) -> bool:
    """Return whether a word is so near to another that it can only be a slip of the pen.

    Two words that are both well-formed and differ in a digit, a short part or an opposite are two words: `eu-west-1` is
    not meant for `eu-west-2`, nor `orders-eu` for `orders-us`, nor `maximum` for `minimum`.
    """
    one, other = _letters(word), _letters(meant)
    if one == other:
        return True
    if _digits(one) != _digits(other) or _differ_in_short_part(word, meant) or _are_opposites(one, other):
        return False
    shorter = min(len(one), len(other))
    # Of three letters one may be too many, as in `natt`; with another one it is another word.
    is_short = shorter < 3 or (shorter < _SHORT and len(one) == len(other))
    return _edits(one, other) <= (0 if is_short else 1 if shorter < _LONG else 2)


# From so many letters on one of them may be wrong, and two.
_SHORT, _LONG = 4, 8
_OPPOSITES = (
    ("max", "min"),
    ("north", "south"),
    ("east", "west"),
    ("read", "write"),
    ("public", "private"),
    ("enable", "disable"),
    ("before", "after"),
)


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def _differ_in_short_part(word: str, meant: str) -> bool:
    parts, others = (re.split(r"[-_./ ]", text.casefold()) for text in (word, meant))
    pairs = list(zip(parts, others, strict=False)) if len(parts) == len(others) else []
    return any(one != other and max(len(one), len(other)) <= 2 for one, other in pairs)


def _are_opposites(one: str, other: str) -> bool:
    return any(
        (first in one and second in other and first not in other and second not in one)
        or (second in one and first in other and second not in other and first not in one)
        for first, second in _OPPOSITES
    )


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
