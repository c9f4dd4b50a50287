"""The extension of VS Code: packed by vsce, then activated with its own language client and the real `payinfra lsp`.

The module `vscode` exists inside of the editor only: tests/support/vscode stands in for it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.waiting import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / ".tools/vscode"
DRIVER = ROOT / "tests/support/vscode/drive.js"
PAYINFRA = Path(sys.executable).with_name("payinfra")

pytestmark = pytest.mark.skipif(
    not (BUILT / "node_modules/.bin/vsce").exists() or shutil.which("node") is None,
    reason="needs Node.js and `make vscode`, which fetches packages from npm",
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the extension, as the editor unpacks them."""
    folder = tmp_path_factory.mktemp("vscode")
    source = folder / "source"
    source.mkdir()
    for file in (ROOT / "editors/vscode").iterdir():
        if file.is_file():
            shutil.copy(file, source)
    (source / "node_modules").symlink_to(BUILT / "node_modules")
    command = ["node", str(BUILT / "node_modules/.bin/vsce"), "package", "--skip-license", "--allow-missing-repository"]
    subprocess.run([*command, "--out", str(folder / "payinfra.vsix")], cwd=source, check=True, capture_output=True)
    with zipfile.ZipFile(folder / "payinfra.vsix") as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked" / "extension"


@pytest.fixture
def activate(package: Path, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/qa.yaml").write_text("environmentSuffix: qa\nnetwork: { natt: single }\n", encoding="utf-8")

    def activated(*command: str) -> dict[str, Any]:
        words = ["node", str(DRIVER), str(package), str(tmp_path), "specs/qa.yaml", *command]
        ran = subprocess.run(words, check=True, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
        return dict(json.loads(ran.stdout))

    return activated


def test_the_package_holds_the_extension_and_what_it_runs_with(package: Path) -> None:
    assert (package / "extension.js").read_bytes() == (ROOT / "editors/vscode/extension.js").read_bytes()
    packed = {path.name for path in (package / "node_modules").iterdir()}
    assert "vscode-languageclient" in packed
    assert "@vscode" not in packed


def test_a_finding_of_the_server_is_shown_at_its_line(activate: Callable[..., dict[str, Any]]) -> None:
    shown = activate(str(PAYINFRA))
    assert shown["errors"] == []
    (found,) = shown["diagnostics"]
    assert found["file"] == "specs/qa.yaml"
    (line,) = found["lines"]
    assert (line["line"], line["code"]) == (2, "SCH001")
    assert "did you mean 'nat'?" in line["message"]


def test_the_environment_of_the_workspace_is_taken_first(
    activate: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    installed = tmp_path / ".venv/bin/payinfra"
    installed.parent.mkdir(parents=True)
    installed.symlink_to(PAYINFRA)
    shown = activate()
    assert shown["command"] == [str(installed), "lsp"]
    assert [one["file"] for one in shown["diagnostics"]] == ["specs/qa.yaml"]


def test_a_server_that_does_not_start_is_told_with_what_it_needs(activate: Callable[..., dict[str, Any]]) -> None:
    errors = activate("no-such-payinfra")["errors"]
    assert "payinfra: no-such-payinfra lsp did not start" in errors[-1]
    assert "pip install 'payinfra[lsp]'" in errors[-1]
