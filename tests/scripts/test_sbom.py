"""Bills of materials: what lies in an archive is in its bill, and a bill is the same every time."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from generator.packaging.archives import BuiltArchives
from generator.packaging.lock import read_locks
from generator.validation.load import load_environment
from scripts.sbom import LAMBDA_SOURCE, bills

LOCKED = read_locks([LAMBDA_SOURCE])


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return bills(_functions())


@pytest.fixture(scope="module")
def bill(texts: dict[str, str]) -> dict[str, Any]:
    (text,) = [text for file, text in texts.items() if file.startswith("transaction_processing-")]
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def test_every_function_has_a_bill(texts: dict[str, str]) -> None:
    assert {file.split("-")[0] for file in texts} == {function.source_folder() for function in _functions()}


def test_a_bill_is_valid_cyclonedx(texts: dict[str, str]) -> None:
    for text in texts.values():
        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_a_bill_lists_what_the_lock_pins(bill: dict[str, Any]) -> None:
    listed = {(one["name"], one["version"]) for one in bill["components"]}
    assert listed == {(pin.name, pin.version) for pin in LOCKED}
    for one in bill["components"]:
        (pin,) = [pin for pin in LOCKED if pin.name == one["name"]]
        assert one["hashes"][0]["content"] in pin.hashes
        assert one["purl"] == f"pkg:pypi/{pin.name}@{pin.version}"
        assert one["licenses"]


def test_a_bill_names_the_archive_that_it_is_of(bill: dict[str, Any], texts: dict[str, str]) -> None:
    (function,) = [one for one in _functions() if one.source_folder() == "transaction_processing"]
    digest = hashlib.sha256(BuiltArchives().archive(function).path.read_bytes()).hexdigest()
    assert bill["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": digest}]
    (whole,) = [one for one in bill["dependencies"] if one["ref"] == "transaction_processing"]
    assert whole["dependsOn"] == sorted(one["bom-ref"] for one in bill["components"])


def test_a_bill_is_the_same_every_time(texts: dict[str, str]) -> None:
    assert bills(_functions()) == texts
    assert not any(str(Path.home()) in text or "timestamp" in text for text in texts.values())


def _functions() -> list[Any]:
    return list(load_environment({"environmentSuffix": "test"}).functions)
