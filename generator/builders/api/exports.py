"""What other builders use of the API."""

from __future__ import annotations

from dataclasses import dataclass

from generator.planning.references import Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiExports:
    """`name` and `stage_name` are metric dimensions; `endpoint_ids` are those of a private API."""

    id: str
    endpoint_ids: tuple[str, ...]
    name: str
    stage_name: str
    execution_arn: Arn
    access_log_group_name: str
    web_acl_name: str
