"""The `load_balancer` section."""

from __future__ import annotations

from dataclasses import dataclass

from generator.spec.pointer import Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadBalancer:
    at: Pointer
