"""Map the copy's columns to the fields of a payment, as the spec has it (migration.source.payments)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from payments.errors import ConfigurationInvalid

VIEW: Final = "ledger.on_premises_payments"
_REQUIRED: Final = ("paymentId", "merchantId", "amount", "currency", "createdAt")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentColumns:
    """`relation` is a table of the copy, or a view over it; `statuses` are ours by theirs.

    `columns`: by field, see payments.on_premises_payments.COLUMNS_BY_FIELD.
    """

    relation: str
    columns: Mapping[str, str]
    statuses: Mapping[str, str]

    @classmethod
    def of(cls, configuration: Mapping[str, Any]) -> PaymentColumns:
        """Parse the section of the spec. Raises ConfigurationInvalid."""
        columns = {name: str(column) for name, column in configuration.get("columns", {}).items() if column is not None}
        missing = [name for name in _REQUIRED if name not in columns]
        if missing or not isinstance(configuration.get("table"), str):
            raise ConfigurationInvalid(f"source.payments lacks {', '.join(missing) or 'table'}")
        return cls(relation=configuration["table"], columns=columns, statuses=configuration.get("statuses", {}))
