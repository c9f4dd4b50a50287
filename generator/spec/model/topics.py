"""The `topics` section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    pointer: SpecPath
    name: str
    protocol: Literal["email", "https", "lambda", "sqs"]
    endpoint: str
    raw_delivery: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    pointer: SpecPath
    name: str
    display_name: str | None
    subscriptions: tuple[Subscription, ...]
