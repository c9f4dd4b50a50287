"""Define the path of a value in a spec: `tables.transactions.globalSecondaryIndexes.by-merchant.hashKey`."""

from __future__ import annotations

from collections.abc import Iterable


class SpecPath(tuple[str | int, ...]):
    """The keys and list positions that lead from the root to a value. `at / "hashKey"` goes one step deeper."""

    __slots__ = ()

    def __new__(cls, steps: Iterable[str | int] = ()) -> SpecPath:
        return super().__new__(cls, steps)

    def __truediv__(self, step: str | int) -> SpecPath:
        return SpecPath((*self, step))

    @property
    def parent(self) -> SpecPath:
        return SpecPath(self[:-1])

    def __str__(self) -> str:
        text = ""
        for step in self:
            text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
        return text
