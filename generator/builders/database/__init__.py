"""The Aurora PostgreSQL cluster, its instances, and the proxy before it where the spec enables one."""

from generator.builders.database.build import build_database
from generator.builders.database.exports import DatabaseExports

__all__ = ["DatabaseExports", "build_database"]
