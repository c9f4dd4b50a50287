"""The `database` section: the Aurora PostgreSQL cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath

SERVERLESS = "db.serverless"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderAutoscaling:
    """`target` in percent with metric cpu, a number of connections otherwise."""

    pointer: SpecPath
    enabled: bool
    maximum: int
    metric: Literal["cpu", "connections"]
    target: int
    scale_out_cooldown_seconds: int
    scale_in_cooldown_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    pointer: SpecPath
    count: int
    instance_class: str | None
    autoscaling: ReaderAutoscaling


@dataclass(frozen=True, slots=True, kw_only=True)
class Serverless:
    """Both in Aurora capacity units."""

    pointer: SpecPath
    minimum_capacity: float
    maximum_capacity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseBackup:
    """`window` as `hh:mm-hh:mm` in UTC."""

    pointer: SpecPath
    retention_days: int
    window: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Insights:
    pointer: SpecPath
    mode: Literal["standard", "advanced"]
    retention_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseLogs:
    pointer: SpecPath
    exports: tuple[Literal["postgresql", "iam-db-auth-error", "instance"], ...]
    retention_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseParameter:
    pointer: SpecPath
    name: str
    value: str
    apply_method: Literal["immediate", "pending-reboot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """`secret` is a name in the section `secrets`."""

    pointer: SpecPath
    enabled: bool
    secret: str
    idle_client_timeout_seconds: int
    max_connections_percent: int
    max_idle_connections_percent: int
    borrow_timeout_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """`maintenance_window` as `ddd:hh:mm-ddd:hh:mm` in UTC; `engine_version` as major or major.minor."""

    pointer: SpecPath
    database_name: str
    master_username: str
    engine_version: str
    auto_minor_version_upgrade: bool
    allow_major_version_upgrade: bool
    apply_immediately: bool
    instance_class: str
    readers: Readers
    serverless: Serverless
    storage_type: Literal["aurora", "aurora-iopt1"]
    backup: DatabaseBackup
    maintenance_window: str
    insights: Insights
    monitoring_interval_seconds: Literal[1, 5, 10, 15, 30, 60]
    logs: DatabaseLogs
    ca_certificate: Literal["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"]
    parameters: tuple[DatabaseParameter, ...]
    proxy: Proxy

    @property
    def major_version(self) -> str:
        return self.engine_version.partition(".")[0]

    @property
    def instance_classes(self) -> tuple[str, ...]:
        """The class of each instance: the writer's first."""
        return (self.instance_class, *[self.readers.instance_class or self.instance_class] * self.readers.count)
