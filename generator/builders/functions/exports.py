"""What other builders use of a function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.planning.references import Arn
from generator.spec.model.functions import Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasExports:
    """`name` is the colour as plain text; `qualifier` is the same as a reference, so that whoever names it in an
    argument waits for the alias to exist; `version` is what it leads to."""

    name: Colour
    arn: Arn
    qualifier: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionExports:
    """`name` is what AWS calls the function, and the dimension `service` of its metrics; `aliases` by colour."""

    name: str
    arn: Arn
    role_name: str
    log_group_name: str
    log_group_arn: Arn
    dead_letter_queue_name: str
    aliases: Mapping[str, AliasExports]
