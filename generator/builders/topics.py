"""SNS topics."""

from __future__ import annotations

from dataclasses import dataclass

from generator.refs import Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicExports:
    name: str
    arn: Arn
