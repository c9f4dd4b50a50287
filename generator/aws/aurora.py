"""List what Aurora PostgreSQL offers and reserves: versions, instance classes, parameters, names.

Sources: Aurora user guide, "Aurora PostgreSQL release calendar", "Aurora DB instance classes", "Parameters for
logging", "Using pgAudit", "Dead connection handling in PostgreSQL"; RDS API reference, CreateDBCluster; PostgreSQL
manual, "Error reporting and logging".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ApplyMethod = Literal["immediate", "pending-reboot"]

ENGINE = "aurora-postgresql"
PORT = 5432

# Major version and the day on which its standard support ends.
SUPPORTED_UNTIL: Mapping[str, str] = {"14": "2027-02-28", "15": "2028-02-29", "16": "2029-02-28", "17": "2030-02-28"}

# Minor versions: the first that Aurora had of a major version, and the newest that PostgreSQL has by November 2026.
FIRST_MINOR: Mapping[str, int] = {"14": 3, "15": 2, "16": 1, "17": 4}
NEWEST_MINOR: Mapping[str, int] = {"14": 25, "15": 20, "16": 16, "17": 12}
YEAR_OF_MINORS = 4

# The families of instance classes, besides db.serverless. Burstable ones come in two sizes only.
INSTANCE_FAMILIES = ("r5", "r6g", "r6gd", "r6i", "r6id", "r7g", "r7i", "r8g", "r8gd", "t3", "t4g", "x2g")

# The sizes that a family comes in: burstable ones begin at medium, the others at large.
BURSTABLE_FAMILIES = ("t3", "t4g")
BURSTABLE_SIZES = ("medium", "large")
SIZE = r"large|[0-9]*xlarge"

# PostgreSQL reads these at its start only: RDS refuses `immediate` for them.
STATIC_PARAMETERS = frozenset(
    """
    apg_plan_mgmt.max_databases apg_plan_mgmt.max_plans autovacuum_freeze_max_age autovacuum_max_workers
    autovacuum_multixact_freeze_max_age cron.database_name huge_pages max_connections max_files_per_process
    max_locks_per_transaction max_logical_replication_workers max_pred_locks_per_transaction
    max_prepared_transactions max_replication_slots max_wal_senders max_worker_processes pg_stat_statements.max
    rds.logical_replication shared_buffers superuser_reserved_connections track_activity_query_size
    track_commit_timestamp wal_buffers
    """.split()
)

# RDS refuses these for the master user or the database, or PostgreSQL needs quotes for them ever after.
RESERVED_NAMES = frozenset(
    """
    admin all analyse analyze and any authorization check current_user database db default group guest master
    postgres public rds_superuser rdsadmin rdsproxyadmin replication root schema select session_user superuser table
    template0 template1 user users where with
    """.split()
)

# The retention of Performance Insights in days, and what the advanced mode of Database Insights asks for.
INSIGHTS_FREE_DAYS = 7
INSIGHTS_LONGEST_DAYS = 731
INSIGHTS_STEP_DAYS = 31
INSIGHTS_ADVANCED_DAYS = 465


@dataclass(frozen=True, slots=True)
class ClusterParameter:
    """One parameter of the platform.

    method         static ones take effect when an instance restarts
    default_since  the first major version whose own default is this value: RDS reports it as `pending-reboot` from then
                   on, whatever was asked for, and a plan would show a change for ever
    yields         a spec may set another value
    """

    name: str
    value: str
    why: str
    method: ApplyMethod = "immediate"
    default_since: str | None = None
    yields: bool = False

    def apply_method(self, major_version: str) -> ApplyMethod:
        """Return how the parameter is applied to a cluster of a major version."""
        is_default = self.default_since is not None and int(major_version) >= int(self.default_since)
        return "pending-reboot" if is_default else self.method


# PostgreSQL writes whole statements into its log: a password in ALTER ROLE, a value in a failed INSERT. So its own
# statement log is off, and pgAudit, which redacts passwords, logs what an auditor asks for.
PARAMETERS: tuple[ClusterParameter, ...] = (
    ClusterParameter("rds.force_ssl", "1", "no login without TLS", default_since="17"),
    ClusterParameter("ssl_min_protocol_version", "TLSv1.2", "no weaker TLS"),
    ClusterParameter("shared_preload_libraries", "pg_stat_statements,pgaudit", "loads the audit log", "pending-reboot"),
    ClusterParameter("pgaudit.log", "ddl,role", "every change of schema, roles and rights, passwords redacted"),
    ClusterParameter("pgaudit.log_parameter", "0", "the values of a statement are not logged", default_since="14"),
    ClusterParameter("log_connections", "1", "who came"),
    ClusterParameter("log_disconnections", "1", "who went, and after how long"),
    ClusterParameter("log_statement", "none", "would log passwords in clear text", default_since="14"),
    ClusterParameter("log_min_duration_statement", "-1", "would log the values in slow statements", default_since="14"),
    ClusterParameter("log_min_error_statement", "panic", "would log the values in failed statements"),
    # In milliseconds; less than the 25 s after which a function gives up. A parameter group sets them for every
    # session, behind the proxy too, where SET would pin the connection to the client. Migrations set their own.
    ClusterParameter("statement_timeout", "20000", "no statement outlives who waits for it", yields=True),
    ClusterParameter("lock_timeout", "5000", "who waits for a lock gives up, and retries", yields=True),
    ClusterParameter("idle_in_transaction_session_timeout", "30000", "nobody sits on locks", yields=True),
    # In milliseconds, since PostgreSQL 14. Without it a statement goes on, and holds its locks, until it has something
    # to say to a caller who has gone: three attempts that were given up would leave three of them waiting.
    ClusterParameter("client_connection_check_interval", "2000", "who waits for nobody ends soon", yields=True),
    ClusterParameter("log_error_verbosity", "terse", "the detail of an error names the values of the row"),
)

# The event categories of RDS, by the type of the source. Source: RDS user guide, "Amazon RDS event categories and event
# messages for Aurora".
EVENT_CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "db-cluster": ("failover", "failure", "maintenance", "notification"),
    "db-instance": ("failure", "low storage", "maintenance", "recovery"),
}
