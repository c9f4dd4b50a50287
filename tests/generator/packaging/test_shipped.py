"""The archives that are shipped: each is all that its handler needs, under Lambda's limits."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from generator.cli.main import main
from generator.packaging.archives import LAMBDA_SOURCE
from generator.packaging.services import SERVICES
from tests.generator.packaging.sample import ROOT
from tests.support.archives import archive_of, lonely_python, unzip

FUNCTIONS = sorted(path.parent.name for path in LAMBDA_SOURCE.glob("*/handler.py"))
# Neither site-packages nor the current folder: the standard library and the archive.
_IMPORT = """
import importlib, json, sys
sys.path.append(sys.argv[1])
standard = [path for path in sys.path if path != sys.argv[1]]
handler = importlib.import_module(sys.argv[2]).handler
places = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
print(json.dumps({"callable": callable(handler), "path": standard, "places": places}))
"""
_CLIENTS = """
import sys
sys.path.append(sys.argv[1])
import boto3
from botocore.exceptions import UnknownServiceError
for service in sys.argv[2:]:
    boto3.client(service, region_name="eu-west-1")
try:
    boto3.client("ec2", region_name="eu-west-1")
except UnknownServiceError:
    print("ec2 is unknown")
"""


@pytest.fixture(scope="module", params=FUNCTIONS)
def unzipped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an unzipped archive, named like the function."""
    return unzip(request.param, tmp_path_factory.mktemp("task") / request.param)


def test_there_are_functions_to_ship() -> None:
    assert len(FUNCTIONS) >= 5


def test_a_handler_is_imported_from_its_unzipped_archive_alone(unzipped: Path) -> None:
    told = json.loads(_run(_IMPORT, str(unzipped), f"{unzipped.name}.handler"))
    assert told["callable"]
    strangers = {
        name: place
        for name, place in told["places"].items()
        if place is not None and not place.startswith((str(unzipped), *told["path"]))
    }
    assert strangers == {}
    assert all("site-packages" not in path for path in told["path"])


def test_an_archive_makes_the_client_of_every_service_that_can_be_granted(tmp_path: Path) -> None:
    unzip(FUNCTIONS[0], tmp_path)
    assert _run(_CLIENTS, str(tmp_path), *sorted(SERVICES)).strip() == "ec2 is unknown"


@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_archive_is_small(function: str, architecture: str) -> None:
    """Lambda takes 50 MB; every MB is one that a cold start waits for."""
    with zipfile.ZipFile(archive_of(function, architecture).path) as archive:
        assert archive.testzip() is None
        assert sum(item.file_size for item in archive.infolist()) < 20 * 1024**2
    assert archive_of(function, architecture).path.stat().st_size < 5 * 1024**2


@pytest.mark.parametrize(("architecture", "machine"), [("arm64", "aarch64"), ("x86_64", "x86_64")])
def test_compiled_code_is_for_the_architecture_of_the_function(architecture: str, machine: str) -> None:
    with zipfile.ZipFile(archive_of(FUNCTIONS[0], architecture).path) as archive:
        compiled = [name for name in archive.namelist() if name.endswith(".so")]
    assert compiled
    assert all(f"313-{machine}-linux-gnu" in name for name in compiled)


def test_the_command_builds_all_that_the_specs_name(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["package"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} >= set(FUNCTIONS)
    assert all(Path(line.split()[-1]).is_file() for line in lines)


def test_the_command_tells_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["package"]) == 2
    assert "there is no folder 'specs'" in capsys.readouterr().err


def test_licences_go_with_the_code_that_they_allow_to_ship() -> None:
    with zipfile.ZipFile(archive_of(FUNCTIONS[0], "arm64").path) as archive:
        names = archive.namelist()
    described = {name.split("/")[0] for name in names if name.endswith(".dist-info/METADATA")}
    assert len(described) == len((LAMBDA_SOURCE / "requirements.txt").read_text(encoding="utf-8").split("==")) - 1
    for package in described:
        texts = [name for name in names if name.startswith(f"{package}/") and "licen" in name.lower()]
        assert texts, package


def _run(code: str, *arguments: str) -> str:
    """Run code in the Python of the runtime, or in this one where there is none."""
    variables = {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [*lonely_python(), "-I", "-c", code, *arguments],
        env=variables,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
