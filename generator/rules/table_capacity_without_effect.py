"""On demand there is no capacity to reserve, so whoever reserves some believes in a bound that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema
from generator.spec.deserialize import deserialize
from generator.spec.model import Environment
from generator.spec.model.tables import Capacity

CODE = "DDB009"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "capacity is given to a table that pays by the request"
SOURCE = "DynamoDB developer guide, Read/write capacity mode"


def check(env: Environment) -> Iterator[Finding]:
    for table in env.tables:
        if table.provisioned:
            continue
        for owner in table.with_own_capacity():
            for key, capacity in (("readCapacity", owner.read_capacity), ("writeCapacity", owner.write_capacity)):
                if replace(capacity, pointer=SpecPath()) != _capacity_default():
                    message = (
                        f"{owner.name!r} pays by the request, so its {key} has no effect: take it out, or set "
                        "'billingMode: PROVISIONED' on the table"
                    )
                    yield Finding(CODE, capacity.pointer, message, level="warning")


@cache
def _capacity_default() -> Capacity:
    """What the schema makes of a capacity of which a spec says nothing."""
    properties = schema.section("tables.schema.json")["$defs"]["capacity"]["properties"]
    return deserialize(Capacity, {name: described["default"] for name, described in properties.items()})
