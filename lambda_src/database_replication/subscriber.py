"""Create a stream's schemas and tables on its subscriber."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from adapters.database import Session
from database_replication import ddl
from database_replication.catalog import Table
from database_replication.requirements import schema_comment, table_comment
from database_replication.servers import Server
from database_replication.streams import Stream


def create_tables(stream: Stream, tables: Sequence[Table]) -> None:
    """Create the schemas and tables that do not exist yet, each in its own transaction."""
    for schema in sorted({table.schema for table in tables}):
        create_schema(stream.subscriber, schema)
    for table in tables:
        if table_comment(stream.subscriber, table) is None:
            stream.subscriber.transaction(partial(_run, ddl.create_table(table)))


def create_schema(server: Server, name: str) -> None:
    """Create a schema with the owner comment, unless it exists."""
    if schema_comment(server, name) is None:
        server.transaction(partial(_run, ddl.create_schema(name)))


def _run(sql: str, session: Session) -> None:
    session.run(sql)


def tables_with_rows(stream: Stream, tables: Sequence[Table]) -> list[str]:
    """Return the tables with rows: the initial copy would collide with them."""
    return [
        table.title
        for table in tables
        if stream.subscriber.value(f"SELECT EXISTS (SELECT FROM ONLY {ddl.qualified_name(table)})")
    ]
