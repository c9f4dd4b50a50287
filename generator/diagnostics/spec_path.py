"""Where a value stands in a spec: `tables.transactions.globalSecondaryIndexes.by-merchant.hashKey`."""

from __future__ import annotations

from collections.abc import Iterable


class Pointer(tuple[str | int, ...]):
    """The keys and list positions that lead from the root to a value. `at / "hashKey"` goes one step deeper."""

    __slots__ = ()

    def __new__(cls, steps: Iterable[str | int] = ()) -> Pointer:
        return super().__new__(cls, steps)

    def __truediv__(self, step: str | int) -> Pointer:
        return Pointer((*self, step))

    @property
    def parent(self) -> Pointer:
        return Pointer(self[:-1])

    def __str__(self) -> str:
        text = ""
        for step in self:
            text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
        return text
