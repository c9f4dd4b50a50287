"""The `functions` section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath

Colour = Literal["blue", "green"]
COLOURS: tuple[Colour, ...] = ("blue", "green")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableGrant:
    pointer: SpecPath
    name: str
    access: tuple[Literal["read", "write", "readWrite", "update", "scan"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretGrant:
    pointer: SpecPath
    name: str
    access: tuple[Literal["read", "rotate"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGrant:
    pointer: SpecPath
    name: str
    access: tuple[Literal["publish"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterGrant:
    pointer: SpecPath
    name: str
    access: tuple[Literal["read"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionGrant:
    pointer: SpecPath
    name: str
    access: tuple[Literal["invoke"], ...]
    alias: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketGrant:
    pointer: SpecPath
    name: str
    access: tuple[Literal["read", "write", "readWrite"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUserGrant:
    pointer: SpecPath
    name: str
    access: tuple[Literal["connect"], ...]


Grant = TableGrant | SecretGrant | TopicGrant | ParameterGrant | FunctionGrant | BucketGrant | DatabaseUserGrant


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    pointer: SpecPath
    tables: tuple[TableGrant, ...]
    secrets: tuple[SecretGrant, ...]
    topics: tuple[TopicGrant, ...]
    parameters: tuple[ParameterGrant, ...]
    functions: tuple[FunctionGrant, ...]
    buckets: tuple[BucketGrant, ...]
    database_users: tuple[DatabaseUserGrant, ...]

    def by_kind(self) -> dict[str, tuple[Grant, ...]]:
        """The grants by the kinds of `aws/grants.py`."""
        return {
            "tables": self.tables,
            "secrets": self.secrets,
            "topics": self.topics,
            "parameters": self.parameters,
            "functions": self.functions,
            "buckets": self.buckets,
            "databaseUsers": self.database_users,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    pointer: SpecPath
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """`version` is a number as text, or `latest`."""

    pointer: SpecPath
    version: str
    provisioned_concurrency: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    pointer: SpecPath
    blue: Alias
    green: Alias

    def by_colour(self) -> dict[Colour, Alias]:
        return {"blue": self.blue, "green": self.green}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asynchronous:
    pointer: SpecPath
    maximum_retries: int
    maximum_age_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    pointer: SpecPath
    name: str
    description: str | None
    source: str | None
    handler: str | None
    runtime: str
    architecture: Literal["arm64", "x86_64"]
    memory_megabytes: int
    timeout_seconds: int
    ephemeral_storage_megabytes: int
    reserved_concurrency: int
    log_retention_days: int
    log_level: Literal["DEBUG", "INFO", "WARN", "ERROR"]
    database: bool
    grants: Grants
    environment: tuple[Variable, ...]
    aliases: Aliases
    asynchronous: Asynchronous
    dead_letter_retention_days: int
    run_on_deploy: bool
    deploy_input: str

    def source_folder(self) -> str:
        """The folder below lambda_src."""
        return self.source or self.name.replace("-", "_")

    def entry_point(self) -> str:
        """What Lambda calls."""
        return self.handler or f"{self.source_folder()}.handler.handler"
