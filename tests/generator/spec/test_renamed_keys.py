"""An old key does what its new name does, says so, and can be renamed by `--fix`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.analysis.layers import layers_of
from generator.diagnostics.autofix import apply_fixes
from generator.diagnostics.findings import Finding, SpecError
from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema
from generator.spec.extends import load_document
from generator.spec.model import Environment
from generator.spec.node import to_plain
from generator.spec.resolve import resolve_document, resolve_plain

ALARM = "monitoring:\n  alarms:\n  - {{ name: {name}, {entry} }}\n"
TARGET = "loadBalancer:\n  targets:\n  - {{ name: payment-validation, {entry} }}\n"
TABLE = "tables:\n- {{ name: transactions, {entry} }}\n"
EVENTS = "audit:\n  trail:\n    dataEvents:\n    - {{ name: one, of: tables, access: write, {entry} }}\n"
LOGS = "monitoring:\n  logMetrics:\n  - {{ name: failed-transactions, {entry} }}\n"
WIDGET = (
    "monitoring:\n  dashboards:\n  - name: own\n    widgets:\n"
    "    - {{ name: calls, forEach: functions, {entry},"
    " metrics: [{{ name: c, of: function, metric: Invocations }}] }}\n"
)

RENAMED = [
    (TABLE, "indexOwner: spec", "ignoreIndexChanges: false"),
    (TABLE, "indexOwner: autoscaling", "ignoreIndexChanges: true"),
    (TARGET, "weightOwner: external", "ignoreWeightChanges: true"),
    (TARGET, "weightOwner: 'spec'", "ignoreWeightChanges: false"),
    (TARGET, "blue: { drainSeconds: 60 }", "blue: { deregistrationDelaySeconds: 60 }"),
    (TARGET, "green: { drainSeconds: 60 }", "green: { deregistrationDelaySeconds: 60 }"),
    (ALARM.replace("{name}", "api-latency-p99"), "missingData: ignore", "treatMissingData: ignore"),
    (ALARM.replace("{name}", "api-latency-p99"), "fewSamples: ignore", "evaluateLowSampleCountPercentiles: ignore"),
    (ALARM.replace("{name}", "function-errors"), "only: [fraud-detection]", "include: [fraud-detection]"),
    (ALARM.replace("{name}", "table-throttles"), "excluded: [merchants]", "exclude: [merchants]"),
    (EVENTS, "only: [transactions]", "include: [transactions]"),
    (LOGS, "only: [fraud-detection]", "include: [fraud-detection]"),
    (WIDGET, "only: [fraud-detection]", "include: [fraud-detection]"),
    (WIDGET, '"excluded": [fraud-detection]', '"exclude": [fraud-detection]'),
]


def spec(shape: str, entry: str) -> str:
    return "environmentSuffix: x\n" + shape.format(entry=entry)


def deprecated() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """File, old name and enclosing object of every deprecated property."""

    def walk(part: Any, file: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        if isinstance(part, dict):
            for key, item in part.get("properties", {}).items():
                if "deprecated" in item:
                    yield file, key, part
            for key, item in part.items():
                if key not in ("default", "examples"):
                    yield from walk(item, file)
        elif isinstance(part, list):
            for item in part:
                yield from walk(item, file)

    for path in sorted(schema.FOLDER.glob("*.json")):
        yield from walk(schema.section(path.name), path.name)


def written(folder: Path, **texts: str) -> Path:
    """The last of these files."""
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / f"{list(texts)[-1]}.yaml"


def loaded(path: Path) -> tuple[Environment, tuple[Finding, ...]]:
    resolved = resolve_document(load_document(path), {})
    return resolved.environment, resolved.notes


def test_every_deprecated_key_names_a_key_beside_it_and_is_among_those_tried_here():
    found = list(deprecated())
    tried = {old.strip('"') for _, entry, _ in RENAMED for old in entry.replace("{", "").replace(":", " ").split()}
    for file, old, parent in found:
        described, new = parent["properties"][old], parent["properties"][old]["renamedTo"]
        assert described["deprecated"] is True, f"{file}: {old}"
        assert "deprecated" not in parent["properties"][new], f"{file}: {old}"
        assert old not in parent.get("requiredWhenResolved", ()), f"{file}: {old}"
        assert set(described.get("renamedValues", ())) == set(described.get("enum", ())), f"{file}: {old}"
        assert old in tried
    assert len(found) == 12


@pytest.mark.parametrize(("shape", "old", "new"), RENAMED)
def test_an_old_key_does_what_the_new_one_does_and_warns_at_its_line(shape, old, new, tmp_path):
    before, notes = loaded(written(tmp_path, old=spec(shape, old)))
    after, silence = loaded(written(tmp_path, new=spec(shape, new)))
    assert before == after
    assert silence == ()
    (note,) = notes
    key = old.replace('"', "").split("{ ")[-1].split(":")[0]
    assert (note.code, note.level) == ("SPC005", "warning")
    assert note.message.startswith(f"{key!r} is deprecated: ")
    assert note.location is not None
    line = spec(shape, old).splitlines()[note.location.line - 1]
    assert line[note.location.column - 1 :].lstrip('"').startswith(key)


@pytest.mark.parametrize(("shape", "old", "new"), RENAMED)
def test_a_fix_writes_the_new_key_and_its_value(shape, old, new, tmp_path):
    path = written(tmp_path, old=spec(shape, old) + "# the end\n")
    _, notes = loaded(path)
    assert apply_fixes(notes) == {str(path): 1}
    assert path.read_text() == spec(shape, new) + "# the end\n"


def test_the_message_says_what_to_write(tmp_path):
    _, (owner,) = loaded(written(tmp_path, old=spec(TABLE, "indexOwner: spec")))
    assert owner.message == "'indexOwner' is deprecated: write 'ignoreIndexChanges: false'"
    _, (alarm,) = loaded(written(tmp_path, old=spec(ALARM.replace("{name}", "api-latency-p99"), "missingData: ignore")))
    assert alarm.message == "'missingData' is deprecated: its name is 'treatMissingData' now"
    assert alarm.display_path == "monitoring.alarms.api-latency-p99.missingData"


@pytest.mark.parametrize(
    ("below", "above"),
    [("weightOwner: external", "ignoreWeightChanges: false"), ("ignoreWeightChanges: true", "weightOwner: spec")],
)
def test_layers_meet_under_one_name(below, above, tmp_path):
    base = TARGET.format(entry=below)
    path = written(tmp_path, base=base, over=f"extends: base.yaml\n{spec(TARGET, above)}")
    environment, _ = loaded(path)
    assert environment.load_balancer.targets[0].ignore_weight_changes is False
    at = SpecPath(("loadBalancer", "targets", "payment-validation", "ignoreWeightChanges"))
    assert [layer.value for layer in layers_of(path).values_of(at)] == [False, True, False]


def test_the_value_keeps_the_place_where_it_was_written(tmp_path):
    document = load_document(written(tmp_path, old=spec(TABLE, "indexOwner: spec")))
    table = to_plain(document.node)["tables"][0]
    assert table == {"name": "transactions", "ignoreIndexChanges": False}
    node = document.node.value["tables"].value[0].value["ignoreIndexChanges"]  # type: ignore[index, call-overload, union-attr]
    assert (node.location.line, node.location.column) == (3, 37)  # type: ignore[union-attr]


def test_old_and_new_name_together_are_refused(tmp_path):
    both = spec(TABLE, "indexOwner: spec, ignoreIndexChanges: false")
    with pytest.raises(SpecError) as error:
        load_document(written(tmp_path, both=both))
    (finding,) = error.value.findings
    assert (finding.code, finding.level) == ("SPC006", "error")
    assert finding.message == "'indexOwner' is the old name of 'ignoreIndexChanges', which is given, too: take it out"
    assert finding.location is not None
    assert (finding.location.line, finding.location.column) == (3, 25)


def test_a_wrong_value_of_an_old_key_is_told_in_its_own_words(tmp_path):
    with pytest.raises(SpecError, match="externl") as error:
        load_document(written(tmp_path, wrong=spec(TARGET, "weightOwner: externl")))
    (finding,) = error.value.findings
    assert finding.message == "\"externl\" is not one of spec, external (did you mean 'external'?)"


def test_an_old_key_is_never_proposed(tmp_path):
    with pytest.raises(SpecError) as error:
        load_document(written(tmp_path, slip=spec(TABLE, "indexOwne: spec")))
    assert "indexOwner" not in str(error.value)


def test_plain_data_may_use_old_keys():
    given = {"environmentSuffix": "x", "tables": [{"name": "transactions", "indexOwner": "spec"}]}
    resolved = resolve_plain(given)
    assert resolved.environment.tables[0].ignore_index_changes is False
    assert [note.code for note in resolved.notes] == ["SPC005"]
    with pytest.raises(SpecError, match="SPC006"):
        resolve_plain({**given, "tables": [{**given["tables"][0], "ignoreIndexChanges": False}]})  # type: ignore[dict-item]
