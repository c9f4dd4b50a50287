"""Migrate the schema on deploy. The result lists the files; an error fails the deploy."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from typing import Any, Final

from adapters.credentials import SecretCredentials
from adapters.database import Database
from adapters.logs import logger
from adapters.settings import DatabaseSettings, setting
from database_migration.migration import migrate
from database_migration.sql_files import sql_files

# A file may take as long as Lambda allows, and so may the run that this one waits for.
_TIMEOUT_SECONDS: Final = 900


def handler(event: Mapping[str, Any], context: object) -> dict[str, list[str]]:
    """Apply the files that are due; `{"contract": true}` also those that an earlier release does not survive.

    Raises MigrationRefused, MigrationFailed or TemporarilyUnavailable.
    """
    master = SecretCredentials(setting("SECRET_MASTER"))
    database = Database(DatabaseSettings.from_environment(), master, timeout_seconds=_TIMEOUT_SECONDS)
    with closing(database):
        outcome = migrate(database, sql_files(), contract=event.get("contract") is True)
    answer = {name: list(files) for name, files in asdict(outcome).items() if files or name != "waiting"}
    logger.info("database_migrated", extra=answer)
    return answer
