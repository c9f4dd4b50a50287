"""The `topics` section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    at: Pointer
    name: str
    protocol: Literal["email", "https", "lambda", "sqs"]
    endpoint: str
    raw_delivery: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    at: Pointer
    name: str
    display_name: str | None
    subscriptions: tuple[Subscription, ...]
