"""Values and keys as people write them: with units, from other tools, with characters that nobody sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics.autofix import apply_fixes
from generator.spec import schema
from generator.spec.hidden_characters import hidden_fault, without_hidden
from generator.spec.key_synonyms import canonical_key
from generator.spec.patterns import matches
from generator.spec.units import in_key_unit, threshold_hint
from generator.validation.validate import check_file


@pytest.mark.parametrize(
    ("key", "written", "number"),
    [
        ("timeoutSeconds", "10s", 10),
        ("timeoutSeconds", "5 min", 300),
        ("periodSeconds", "1h", 3600),
        ("memoryMegabytes", "1GB", 1024),
        ("memoryMegabytes", "512MB", 512),
        ("logRetentionDays", "2w", 14),
        ("maxConnectionsPercent", "80%", 80),
        ("timeoutSeconds", "1500ms", 1.5),
        ("timeoutSeconds", "10MB", None),
        ("hashKey", "10s", None),
    ],
)
def test_a_quantity_is_converted_to_the_unit_of_its_key(key, written, number):
    assert in_key_unit(key, written) == number


def test_a_threshold_has_the_unit_of_its_metric():
    assert "write 2000 for one in milliseconds" in threshold_hint("2s")
    assert "or 2 for one in seconds" in threshold_hint("2s")
    assert threshold_hint("2GB") == ""


@pytest.mark.parametrize(
    ("key", "known", "meant"),
    [
        ("timeout", ["timeoutSeconds", "name"], "timeoutSeconds"),
        ("memory", ["memoryMegabytes"], "memoryMegabytes"),
        ("MemorySize", ["memoryMegabytes"], "memoryMegabytes"),
        ("partition_key", ["hashKey"], "hashKey"),
        ("KeySchema", ["hashKey"], "hashKey"),
        ("vpc", ["network"], "network"),
        ("retention", ["logRetentionDays"], "logRetentionDays"),
        ("zzz", ["network"], None),
    ],
)
def test_a_key_of_another_tool_stands_for_one_of_a_spec(key, known, meant):
    assert canonical_key(key, known) == meant


def test_every_familiar_key_stands_for_one_that_there_is():
    from generator.spec.key_synonyms import _KEYS
    from generator.spec.schema_index import locations_of_key

    assert [key for meant in _KEYS.values() for key in meant if not locations_of_key(key)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("qa\n", "write 'qa' on the line of its key"),
        ("a\nb", "the text has 2 lines"),
        ("a\u200b", "U+200B, zero width space) is at the end of 'a'"),
        ("\ufeffa", "is before 'a'"),
        ("a\u00a0b", "U+00A0, no-break space) is after 'a'"),
        (" a", "begins with a space: write 'a'"),
        ("plain", ""),
    ],
)
def test_what_is_hidden_in_a_text_is_named(text, words):
    assert words in hidden_fault(text)
    assert bool(words) == bool(hidden_fault(text))


def test_a_text_without_what_is_hidden():
    assert without_hidden(" db.r7g\u200b.large\u00a0") == "db.r7g.large"
    assert without_hidden("a\u00a0b") == "a b"


def test_a_pattern_takes_no_line_break_at_the_end():
    assert matches("^[a-z]+$", "qa")
    assert not matches("^[a-z]+$", "qa\n")
    assert matches("^a\\$", "a$")


def test_every_pattern_ends_where_the_text_does():
    patterns = [text for path in schema.FOLDER.glob("*.json") for text in _patterns(schema.section(path.name))]
    assert len(patterns) > 50
    assert [pattern for pattern in patterns if not pattern.endswith("$")] == []


def _patterns(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [part["pattern"]] if isinstance(part.get("pattern"), str) else []
        return own + [
            text for key, item in part.items() if key not in ("default", "examples") for text in _patterns(item)
        ]
    return [text for item in part for text in _patterns(item)] if isinstance(part, list) else []


FAULTY = """\
environmentSuffix: qa
functions:
  - name: fraud-detection
    timeout: 10
    memory: 512
    logRetentionDays: 90 days
    grants: { tables: [{ name: transactions, access: read }] }
database: { instanceClass: db.r7g.large\u200b }
"""
MENDED = """\
environmentSuffix: qa
functions:
  - name: fraud-detection
    timeoutSeconds: 10
    memoryMegabytes: 512
    logRetentionDays: 90
    grants: { tables: [{ name: transactions, access: [read] }] }
database: { instanceClass: db.r7g.large }
"""


def test_what_is_certain_is_mended_and_the_rest_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    spec = Path("qa.yaml")
    spec.write_text(FAULTY, encoding="utf-8")
    apply_fixes(check_file(spec))
    assert spec.read_text(encoding="utf-8") == MENDED


def test_a_leftover_removal_is_never_mended(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "environmentSuffix: qa\ntables: [{ name: transaction, remove: true }]\n"
    Path("qa.yaml").write_text(text)
    assert apply_fixes(check_file(Path("qa.yaml"))) == {}
    assert Path("qa.yaml").read_text() == text
