"""Secrets in Secrets Manager, without their values."""

from __future__ import annotations

from dataclasses import dataclass

from generator.refs import Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretExports:
    name: str
    arn: Arn
