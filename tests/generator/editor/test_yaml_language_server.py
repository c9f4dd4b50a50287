"""The schema in the editors of others: yaml-language-server, from npm, shows our hints and completes our values."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests.support.lsp_client import SpecClient, editor

ROOT = Path(__file__).resolve().parents[3]
SERVER = ROOT / ".tools/yaml-language-server/node_modules/.bin/yaml-language-server"
SPEC = "# yaml-language-server: $schema=../schemas/environment.schema.json\nenvironmentSuffix: dev\n"

pytestmark = pytest.mark.skipif(
    not SERVER.exists() or shutil.which("node") is None, reason="needs Node.js and `make yaml-language-server`"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    (tmp_path / "specs/dev.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def drive(folder: Path, work: Callable[[SpecClient], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with editor(folder, str(SERVER), "--stdio") as client:
            client.open("specs/dev.yaml")
            return await work(client)

    return asyncio.run(run())


def test_a_wrong_value_is_shown_with_our_hint(folder: Path) -> None:
    async def work(client: SpecClient) -> Any:
        client.type("specs/dev.yaml", SPEC.replace("dev\n", "Dev_1\n"))
        return await client.diagnostics("specs/dev.yaml", bool)

    (found,) = drive(folder, work)
    assert "use lower-case letters, digits and single hyphens" in found.message


def test_a_good_spec_has_no_fault_in_another_server(folder: Path) -> None:
    shutil.copy(ROOT / "specs/base.yaml", folder / "specs")
    shutil.copy(ROOT / "specs/prod.yaml", folder / "specs/dev.yaml")

    async def work(client: SpecClient) -> Any:
        return await client.diagnostics("specs/dev.yaml")

    assert [one.message for one in drive(folder, work)] == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("compliance: ", "enforce"), ("network:\n  nat: ", "perZone"), ("tables:\n  - ", "a table with an index")],
)
def test_values_and_snippets_are_completed(folder: Path, typed: str, wanted: str) -> None:
    text = SPEC + typed

    async def work(client: SpecClient) -> Any:
        client.type("specs/dev.yaml", text)
        line, column = text.count("\n") + 1, len(text.rpartition("\n")[2]) + 1
        return await client.text_document_completion_async(
            types.CompletionParams(**client.at("specs/dev.yaml", line, column))
        )

    assert wanted in {item.label for item in drive(folder, work).items}
