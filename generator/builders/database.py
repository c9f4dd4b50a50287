"""The Aurora PostgreSQL cluster."""

from __future__ import annotations

from dataclasses import dataclass

from generator.refs import Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseExports:
    """`host` takes writes (the proxy where there is one), `reader_host` reads. `connect_arns` are the rds-db resources
    for IAM authentication."""

    cluster_identifier: str
    cluster_arn: Arn
    instance_identifiers: tuple[str, ...]
    host: str
    reader_host: str
    port: int
    name: str
    master_secret_arn: Arn
