"""Lambda functions, each with its own role, log group, dead-letter queue and aliases blue and green."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.refs import Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasExports:
    """`name` is the colour."""

    name: str
    arn: Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionExports:
    name: str
    arn: Arn
    role_name: str
    log_group_name: str
    dead_letter_queue_name: str
    aliases: Mapping[str, AliasExports]
