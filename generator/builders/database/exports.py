"""What other builders use of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.builders.parameters import ParameterExports
from generator.planning.references import Arn


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseExports:
    """`host` takes writes and `reader_host` reads: the proxy where there is one, else the cluster.

    `cluster_host` and `cluster_reader_host` go past the proxy, which knows the application's users only: for rotation
    and migration, which log in as the master user. `connect_arn`, a slash and a user of the database is what IAM
    authentication may be granted.
    `instance_identifiers` are references: who logs in refers to them, for a cluster alone takes no connections.
    `instances` are the same as constructs, for what must wait until they report.
    `reachable` is what must be there before `host` answers: the instances, or the proxy's target.
    """

    cluster_identifier: str
    instance_identifiers: tuple[str, ...]
    instances: tuple[Any, ...]
    reachable: tuple[Any, ...]
    host: str
    reader_host: str
    cluster_host: str
    cluster_reader_host: str
    port: int
    name: str
    master_secret_arn: Arn
    connect_arn: Arn
    proxy_name: str | None
    endpoint_parameters: Mapping[str, ParameterExports]
