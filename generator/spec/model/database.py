"""The Aurora PostgreSQL cluster: one writer and its readers, spread over three zones.

Generated from schemas/database.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model_methods import database as methods
from generator.spec.model_methods.database import SERVERLESS as SERVERLESS
from generator.spec.record import Record


class ReaderAutoscaling(Record):
    """Readers that come and go with the load, besides those of count. Terraform does not know them: scale in before
    a destroy.
    """

    pointer: SpecPath
    enabled: bool
    """Whether readers are added under load."""
    maximum: int
    """The most readers, those of count included."""
    metric: Literal["cpu", "connections"]
    """What is kept at the target: the readers' average CPU in percent, or their average number of connections."""
    target: int
    """The average of the metric that scaling aims at: percent for cpu, a number for connections."""
    scale_out_cooldown_seconds: int
    """Seconds to wait after adding a reader before adding another."""
    scale_in_cooldown_seconds: int
    """Seconds to wait after removing a reader before removing another."""


class Readers(Record):
    """The readers beside the writer. Any of them becomes the writer when the writer fails."""

    pointer: SpecPath
    count: int
    """How many readers there are always."""
    instance_class: str | None
    """The class of the readers; instanceClass where it is not given."""
    autoscaling: ReaderAutoscaling
    """Readers that come and go with the load, besides those of count. Terraform does not know them: scale in before
    a destroy.
    """


class Serverless(Record):
    """The bounds between which each db.serverless instance scales, in Aurora capacity units of about 2 GiB."""

    pointer: SpecPath
    minimum_capacity: float
    """The least units of an instance. From 2 on, Performance Insights runs well; 0.5 suits development; 0 lets an
    instance pause while nobody is connected, and costs the first caller after it about 15 seconds.
    """
    maximum_capacity: float
    """The most units of an instance. It also sets how many connections the database takes."""
    seconds_until_auto_pause: int
    """With minimumCapacity 0: seconds without a connection after which an instance pauses."""


class DatabaseBackup(Record):
    """Automated backups, from which the cluster can be restored to any second of the retention."""

    pointer: SpecPath
    retention_days: int
    """Days that backups are kept."""
    window: str
    """When the daily backup is taken, in UTC, for at least 30 minutes."""


class RestoreFrom(Record):
    """What the cluster is made from, in place of an empty one: a snapshot, or a moment of another cluster's
    backups. It counts when the cluster is made and never again: see docs/runbooks/restore.md.
    """

    pointer: SpecPath
    snapshot: str | None
    """A cluster snapshot of this account, by its name, or of another, by its ARN."""
    cluster: str | None
    """The cluster of this account and region, by its identifier, whose backups are taken."""
    time: str | None
    """With cluster: the moment, in UTC; null for the latest that there is."""


class Insights(Record):
    """Performance Insights, always on and under the data key, and the mode of CloudWatch Database Insights."""

    pointer: SpecPath
    mode: Literal["standard", "advanced"]
    """advanced adds fleet views, lock and plan analysis at a price by the vCPU or ACU, and needs retentionDays of
    465 or more.
    """
    retention_days: int
    """Days that Performance Insights keeps: 7, a multiple of 31, or 731."""


class DatabaseLogs(Record):
    """The database's logs in CloudWatch, encrypted with the logs key. Statements with their values are never
    logged.
    """

    pointer: SpecPath
    exports: tuple[Literal["postgresql", "iam-db-auth-error", "instance"], ...]
    """Which logs are sent: postgresql has the audit trail of logins, schema and role changes; iam-db-auth-error
    refused IAM logins; instance the events of the machine.
    """
    retention_days: int
    """Days that CloudWatch keeps a log. Only the values that CloudWatch Logs knows; 400 serves twelve months of
    audit trail.
    """


class DatabaseParameter(Record):
    """One parameter."""

    pointer: SpecPath
    name: str
    """The parameter, as the parameter group spells it."""
    value: str
    """Its value, as text."""
    apply_method: Literal["immediate", "pending-reboot"]
    """immediate for dynamic parameters, pending-reboot for static ones."""


class Proxy(Record):
    """An RDS Proxy between the functions and the cluster. It takes TLS only and logs in with one secret."""

    pointer: SpecPath
    enabled: bool
    """Whether there is a proxy."""
    secret: str
    """The secret of kind database with which the proxy logs in."""
    idle_client_timeout_seconds: int
    """Seconds without a request after which the proxy closes a client's connection."""
    max_connections_percent: int
    """The share of the database's connections, in percent, that the proxy may open. What is left stays for rotation
    and migration.
    """
    max_idle_connections_percent: int
    """The share of the database's connections, in percent, that the proxy keeps open while idle."""
    borrow_timeout_seconds: int
    """Seconds that a client waits for a free connection before it gets an error. Functions answer within 29."""


class Database(Record):
    """The Aurora PostgreSQL cluster: one writer and its readers, spread over three zones."""

    pointer: SpecPath
    database_name: str
    """The database that is made with the cluster. Changing it replaces the cluster and its contents."""
    master_username: str
    """The owner of the cluster. RDS makes, keeps and rotates its password. Changing it replaces the cluster and its
    contents.
    """
    engine_version: str
    """The PostgreSQL version: a major one, such as 17, leaves minor versions to automatic upgrades; major and
    minor, such as 17.5, pins it and needs autoMinorVersionUpgrade false.
    """
    auto_minor_version_upgrade: bool
    """Let RDS install minor versions in the maintenance window."""
    allow_major_version_upgrade: bool
    """Let a change of engineVersion to another major version upgrade the cluster in place. Set it for that change
    only.
    """
    apply_immediately: bool
    """Make changes at once, which may restart instances, instead of in the maintenance window."""
    instance_class: str
    """The class of the instances: db.serverless scales by itself between the bounds in serverless."""
    readers: Readers
    """The readers beside the writer. Any of them becomes the writer when the writer fails."""
    serverless: Serverless
    """The bounds between which each db.serverless instance scales, in Aurora capacity units of about 2 GiB."""
    storage_type: Literal["aurora", "aurora-iopt1"]
    """aurora pays by the request, aurora-iopt1 (I/O-Optimized) by the size."""
    backup: DatabaseBackup
    """Automated backups, from which the cluster can be restored to any second of the retention."""
    deletion_protection: bool | None
    """Whether RDS refuses to delete the cluster until this is off again; null: as protection.deletion says."""
    final_snapshot: bool | None
    """Whether a destroy leaves a snapshot, <cluster>-final, and the automated backups; null: as
    protection.finalSnapshot says.
    """
    restore_from: RestoreFrom | None
    """What the cluster is made from, in place of an empty one: a snapshot, or a moment of another cluster's
    backups. It counts when the cluster is made and never again: see docs/runbooks/restore.md.
    """
    maintenance_window: str
    """When RDS may patch and change the cluster, in UTC, once a week for at least 30 minutes, outside the backup
    window.
    """
    insights: Insights
    """Performance Insights, always on and under the data key, and the mode of CloudWatch Database Insights."""
    monitoring_interval_seconds: Literal[1, 5, 10, 15, 30, 60]
    """Seconds between two readings of enhanced monitoring."""
    logs: DatabaseLogs
    """The database's logs in CloudWatch, encrypted with the logs key. Statements with their values are never
    logged.
    """
    ca_certificate: Literal["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"]
    """The certificate authority of the instances' certificates. Clients need its root in their bundle."""
    event_topics: tuple[str, ...] | None
    """The topics that learn of failovers, failures and maintenance of the database. At most five. Null takes those
    of monitoring.alarmTopics.
    """
    parameters: tuple[DatabaseParameter, ...]
    """Parameters of the cluster besides those of the platform, which force TLS, audit changes and keep values out
    of the logs. statement_timeout, lock_timeout, idle_in_transaction_session_timeout and
    client_connection_check_interval are the platform's too, and may be set to other milliseconds.
    """
    proxy: Proxy
    """An RDS Proxy between the functions and the cluster. It takes TLS only and logs in with one secret."""

    major_version = methods.major_version
    instance_classes = methods.instance_classes
    pauses = methods.pauses
    is_protected = methods.is_protected
    keeps_snapshot = methods.keeps_snapshot
