"""What sections bring along: laid below the spec, under their conditions, with their values and the lines of these."""

from __future__ import annotations

from typing import Any

import pytest

from generator.spec import schema
from generator.spec.implied_entries import paths_read, with_implied_entries
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


def implied(phase: str = "shift", text: str = MOVE) -> Any:
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
    found = implied(phase)
    assert (names(found, "functions"), names(found, "rollouts")) == (functions, rollouts)
    assert names(found, "tables") == {"payment-claims"}


def test_an_implied_entry_may_imply_others():
    assert "traffic-control" in names(implied(), "functions")


def test_a_value_is_copied_with_its_line_and_what_stands_beside_it():
    rollouts = find(implied(), ("rollouts",))  # type: ignore[arg-type]  # any sequence of steps
    assert rollouts is not None
    (rollout,) = rollouts.value  # type: ignore[misc]  # a list
    assert to_plain(rollout.value["steps"]) == [5, 100]
    assert rollout.value["steps"].value[0].location.line == 8
    assert to_plain(rollout)["checks"] == ["database-replication"]
    assert to_plain(rollout)["bakeMinutes"] == 30


def test_a_value_may_be_a_name():
    assert names(implied(), "secrets") == {"old-ledger"}


def test_an_implied_entry_is_located_at_the_section_that_implies_it():
    tables = implied().value["tables"].value
    assert [table.location.line for table in tables] == [2]


def test_a_file_may_override_what_is_implied():
    text = f"{MOVE}functions: [{{ name: payment-relay, memoryMegabytes: 2048 }}]\n"
    (relay,) = (one for one in to_plain(implied(text=text))["functions"] if one["name"] == "payment-relay")
    assert relay["memoryMegabytes"] == 2048
    assert relay["timeoutSeconds"] == 25


def test_without_a_migration_nothing_comes():
    for text in ("environmentSuffix: test\n", "environmentSuffix: test\nmigration: null\n"):
        assert set(to_plain(implied(text=text))) <= {"environmentSuffix", "migration"}


@pytest.mark.parametrize("method", ["logical", "dms"])
@pytest.mark.parametrize("phase", ["prepare", "replicate", "shift", "complete", "decommissioned"])
def test_whatever_is_implied_fits_the_schema(phase, method):
    spec = to_plain(load_text(MOVE.replace("PHASE", phase), "spec.yaml"))
    spec["migration"]["replication"] = {"method": method, "fallback": True}
    spec["migration"]["relay"]["certificates"] = "trust"
    assert list(violations(resolve_plain(spec).node)) == []


def test_every_condition_and_value_names_a_property():
    for property_schema in schema.section(schema.ROOT)["properties"].values():
        section, file = schema.resolve(property_schema)
        layers = section.get("implies", [])
        for layer in layers if isinstance(layers, list) else []:
            for path in [*layer.get("when", {}), *_copied_paths(layer["entries"])]:
                assert _described(section, file, path.split(".")), path


def _copied_paths(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$value"]] if "$value" in part else []
        return own + [path for inner in part.values() for path in _copied_paths(inner)]
    return [path for inner in part for path in _copied_paths(inner)] if isinstance(part, list) else []


def _described(part: Any, file: str, path: list[str]) -> bool:
    if not path:
        return True
    inner = part.get("properties", {}).get(path[0])
    return inner is not None and _described(*schema.resolve(inner, file), path[1:])


def test_what_is_implied_depends_on_its_conditions_and_its_values_alone():
    read = paths_read("migration")
    assert {("phase",), ("source", "secret")} <= read
    assert ("deletion",) not in read
    assert paths_read("tables") == frozenset()
