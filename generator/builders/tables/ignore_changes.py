"""What Terraform leaves alone because autoscaling owns it.

Terraform can ignore the capacity of a table by itself, but of its global indexes only all or nothing. So where
autoscaling owns indexes, every change of them in the spec would be ignored without a word, and the stack would differ
from its spec: a postcondition compares what the table has with what the spec says, and fails the plan instead. The
declared attributes are ignored along with them: the provider holds them against the indexes, and would fail first, with
a message that leads nowhere.
"""

from __future__ import annotations

from typing import Any

from generator.spec.model.tables import Table
from generator.stack_plan import Postcondition, Scope, TerraformLocal, TerraformResourceLifecycle

INDEXES = "global_secondary_index"
# In the shape of `_described`, and in the words of the provider: a range key that is not there may be null or empty.
INDEXES_OF_TABLE = (
    f"{{for index in self.{INDEXES} : index.name => "
    '[index.hash_key, index.range_key == null ? "" : index.range_key, index.projection_type, '
    "try(sort(index.non_key_attributes), [])]}"
)


def lifecycle_of(scope: Scope, table: Table) -> Any | None:
    """Return the lifecycle of a table, or None where Terraform owns all of it."""
    managed_externally = list(_ignored(table))
    if not managed_externally:
        return None
    conditions = [_indexes_as_in_spec(scope, table)] if INDEXES in managed_externally else None
    return TerraformResourceLifecycle(ignore_changes=managed_externally, postcondition=conditions)


def _ignored(table: Table) -> list[str]:
    managed_externally = {
        "read_capacity": table.provisioned and table.read_capacity.scales,
        "write_capacity": table.provisioned and table.write_capacity.scales,
        INDEXES: bool(table.autoscaled_indexes()),
        "attribute": bool(table.autoscaled_indexes()),
    }
    return [argument for argument, is_owned in managed_externally.items() if is_owned]


def _indexes_as_in_spec(scope: Scope, table: Table) -> Any:
    """The spec's side is a local: there it is data, while in a condition a quote would be code."""
    planned = TerraformLocal(scope, f"table-{table.name}-indexes", _described(table))
    return Postcondition(
        condition=f"${{jsonencode({planned.fqn}) == jsonencode({INDEXES_OF_TABLE})}}",
        error_message=(
            f"The spec changes the global indexes of table {table.name}, but autoscaling owns them, and Terraform "
            "can't change one without resetting the capacity of all: set 'ignoreIndexChanges: false' on the table for "
            "the apply that changes them, and take it out afterwards."
        ),
    )


def _described(table: Table) -> dict[str, list[Any]]:
    return {
        index.name: [index.hash_key, index.range_key or "", index.projection, sorted(index.non_key_attributes)]
        for index in table.global_secondary_indexes
    }
