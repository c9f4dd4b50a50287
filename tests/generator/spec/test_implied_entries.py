"""What sections bring along: laid below the spec, under their conditions, with their values and the lines of these."""

from __future__ import annotations

from typing import Any

import pytest

from generator.spec import schema
from generator.spec.implied_entries import with_implied_entries
from generator.spec.load import load_text
from generator.spec.node import find, to_plain
from generator.spec.resolve import resolve_plain
from generator.spec.schema_check import violations

MOVE = """\
environmentSuffix: test
migration:
  phase: PHASE
  source: { host: 192.168.10.20, secret: old-ledger, tables: [cards.*] }
  relay: { addresses: [192.168.10.11], serverName: payments.example.internal }
  rollout:
    steps:
      - 5
      - 100
"""


def brought(phase: str = "shift", text: str = MOVE) -> Any:
    return with_implied_entries(load_text(text.replace("PHASE", phase), "spec.yaml"))


def names(node: Any, section: str) -> set[str]:
    return {entry["name"] for entry in to_plain(node).get(section, [])}


@pytest.mark.parametrize(
    ("phase", "functions", "rollouts"),
    [
        ("prepare", {"payment-relay", "database-replication", "transaction-processing"}, set()),
        ("replicate", {"payment-relay", "database-replication", "transaction-processing"}, set()),
        (
            "shift",
            {"payment-relay", "database-replication", "transaction-processing", "traffic-control"},
            {"migration"},
        ),
        ("decommissioned", {"transaction-processing"}, set()),
    ],
)
def test_a_condition_decides_what_comes(phase, functions, rollouts):
    found = brought(phase)
    assert (names(found, "functions"), names(found, "rollouts")) == (functions, rollouts)
    assert names(found, "tables") == {"payment-claims"}


def test_what_is_brought_may_bring_something_itself():
    assert "traffic-control" in names(brought(), "functions")


def test_a_value_is_handed_on_with_its_line_and_what_stands_beside_it():
    rollouts = find(brought(), ("rollouts",))  # type: ignore[arg-type]  # any sequence of steps
    assert rollouts is not None
    (rollout,) = rollouts.value  # type: ignore[misc]  # a list
    assert to_plain(rollout.value["steps"]) == [5, 100]
    assert rollout.value["steps"].value[0].location.line == 8
    assert to_plain(rollout)["checks"] == ["database-replication"]
    assert to_plain(rollout)["bakeMinutes"] == 30


def test_a_value_may_be_a_name():
    assert names(brought(), "secrets") == {"old-ledger"}


def test_an_entry_is_where_the_section_is_that_brings_it():
    tables = brought().value["tables"].value
    assert [table.location.line for table in tables] == [2]


def test_a_file_may_set_otherwise_what_is_brought():
    text = f"{MOVE}functions: [{{ name: payment-relay, memoryMegabytes: 2048 }}]\n"
    (relay,) = (one for one in to_plain(brought(text=text))["functions"] if one["name"] == "payment-relay")
    assert relay["memoryMegabytes"] == 2048
    assert relay["timeoutSeconds"] == 25


def test_without_a_migration_nothing_comes():
    for text in ("environmentSuffix: test\n", "environmentSuffix: test\nmigration: null\n"):
        assert set(to_plain(brought(text=text))) <= {"environmentSuffix", "migration"}


@pytest.mark.parametrize("method", ["logical", "dms"])
@pytest.mark.parametrize("phase", ["prepare", "replicate", "shift", "complete", "decommissioned"])
def test_whatever_is_brought_fits_the_schema(phase, method):
    spec = to_plain(load_text(MOVE.replace("PHASE", phase), "spec.yaml"))
    spec["migration"]["replication"] = {"method": method, "fallback": True}
    spec["migration"]["relay"]["certificates"] = "trust"
    assert list(violations(resolve_plain(spec).node)) == []


def test_every_condition_and_value_names_a_property():
    for property_schema in schema.section(schema.ROOT)["properties"].values():
        section, file = schema.resolve(property_schema)
        layers = section.get("implies", [])
        for layer in layers if isinstance(layers, list) else []:
            for path in [*layer.get("when", {}), *_handed_on(layer["entries"])]:
                assert _described(section, file, path.split(".")), path


def _handed_on(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$value"]] if "$value" in part else []
        return own + [path for inner in part.values() for path in _handed_on(inner)]
    return [path for inner in part for path in _handed_on(inner)] if isinstance(part, list) else []


def _described(part: Any, file: str, path: list[str]) -> bool:
    if not path:
        return True
    inner = part.get("properties", {}).get(path[0])
    return inner is not None and _described(*schema.resolve(inner, file), path[1:])
