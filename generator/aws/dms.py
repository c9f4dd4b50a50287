"""List what AWS Database Migration Service knows of the engines that it reads from and writes to.

Sources: AWS DMS user guide, "Using SSL with AWS Database Migration Service" (modes by engine), "Sources for data
migration", "Specifying table selection and transformations rules using JSON", "Task settings"; API reference,
CreateEndpoint (EngineName).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TARGET_ENGINE = "aurora-postgresql"
# The strictest way to check the server's certificate that DMS offers for an engine. Each needs a certificate in DMS.
SSL_MODES: Mapping[str, str] = {
    "db2": "verify-ca",
    "mariadb": "verify-full",
    "mysql": "verify-full",
    "oracle": "verify-ca",
    "postgres": "verify-full",
    "sqlserver": "verify-full",
}
# Of the cluster, whose CA DMS brings along.
TARGET_SSL_MODE = "require"
# Engines whose names are in capitals by default, where PostgreSQL wants small letters.
CAPITALS = ("db2", "oracle")

# A row that cannot be written stops the task; its latency then has no data, and an alarm fires. By default DMS logs it,
# goes on without the row, suspends a table, and nothing reports it.
TASK_SETTINGS: Mapping[str, Any] = {
    "TargetMetadata": {"SupportLobs": True, "FullLobMode": False, "LimitedSizeLobMode": True, "LobMaxSize": 32},
    "FullLoadSettings": {"TargetTablePrepMode": "DO_NOTHING", "TransactionConsistencyTimeout": 600},
    "Logging": {"EnableLogging": True},
    "ErrorBehavior": {
        "ApplyErrorDeletePolicy": "STOP_TASK",
        "ApplyErrorInsertPolicy": "STOP_TASK",
        "ApplyErrorUpdatePolicy": "STOP_TASK",
        "DataErrorPolicy": "STOP_TASK",
        "DataTruncationErrorPolicy": "STOP_TASK",
        "TableErrorPolicy": "STOP_TASK",
    },
    "ValidationSettings": {"EnableValidation": True, "FailureMaxCount": 10_000, "ThreadCount": 5},
}
