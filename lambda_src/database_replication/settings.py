"""Parse the spec's section migration, as the infrastructure writes it into a parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from database_replication.keeping.payment_columns import PaymentColumns
from payments.errors import ConfigurationInvalid

# What our ledger needs to be read on-premises. The outbox is of use to nobody else; accounts only named the postings.
LEDGER_TABLES: Final = ("ledger.payments", "ledger.decisions", "ledger.entries", "ledger.postings")
_GIGABYTE: Final = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationSettings:
    """`tables` are patterns: schema.table or schema.*; `name` distinguishes environments that share a source.

    `payments` maps columns to fields of a payment; `read_only`: the relay has nothing booked on-premises any more.
    """

    host: str
    port: int
    database: str
    tables: Sequence[str]
    maximum_lag_seconds: int
    maximum_retained_bytes: int
    fallback: bool
    fallback_tables: Sequence[str]
    compare_every_minutes: int
    name: str
    payments: PaymentColumns | None = None
    read_only: bool = False
    phase: str = ""

    @classmethod
    def of(cls, configuration: object) -> MigrationSettings:
        """Parse the section. Raises ConfigurationInvalid with the name of what is wrong."""
        source, replication = _section(configuration, "source"), _section(configuration, "replication")
        if source.get("engine", "postgres") != "postgres" or replication.get("method", "logical") != "logical":
            raise ConfigurationInvalid("native replication is for engine postgres and method logical: others use DMS")
        try:
            return cls(
                host=str(source["host"]),
                port=int(source.get("port", 5432)),
                database=str(source["database"]),
                tables=[str(table) for table in source["tables"]],
                maximum_lag_seconds=int(replication.get("maximumLagSeconds", 10)),
                maximum_retained_bytes=int(replication.get("maximumRetainedGigabytes", 50)) * _GIGABYTE,
                fallback=replication.get("fallback", True) is True,
                fallback_tables=replication.get("fallbackTables", LEDGER_TABLES),
                compare_every_minutes=int(replication.get("compareEveryMinutes", 15)),
                name=_text(configuration, "name"),
                payments=PaymentColumns.of(source["payments"]) if source.get("payments") else None,
                read_only=_is_read_only(configuration),
                phase=_text(configuration, "phase"),
            )
        except (KeyError, TypeError, ValueError) as fault:
            raise ConfigurationInvalid(f"the section migration is not complete: {fault}") from None

    @property
    def requires_keeping_before_teardown(self) -> bool:
        """Whether a teardown loses what callers read: before phase complete it is set up again, or
        nothing had moved.
        """
        return self.phase == "complete" and self.payments is not None


def _text(configuration: object, name: str) -> str:
    return str(configuration.get(name, "")) if isinstance(configuration, Mapping) else ""


def _is_read_only(configuration: object) -> bool:
    relay = configuration.get("relay") if isinstance(configuration, Mapping) else None
    return isinstance(relay, Mapping) and relay.get("readOnly") is True


def _section(configuration: object, name: str) -> Mapping[str, Any]:
    section = configuration.get(name) if isinstance(configuration, Mapping) else None
    if not isinstance(section, Mapping):
        raise ConfigurationInvalid(f"the section migration has no {name}: there is nothing to replicate")
    return section
