"""The wheel: one package, light enough for a hook, from an empty folder to stacks that Terraform takes."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.terraform import require_terraform

ROOT = Path(__file__).resolve().parents[1]
# What `pip install payinfra` brings, by the folders and modules that it puts into site-packages.
LIGHT = ("jinja2", "jsonschema", "jsonschema_specifications", "markupsafe", "referencing", "rpds", "shtab", "yaml")
LIGHT_TOO = ("_yaml", "attr", "attrs", "typing_extensions.py")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built from a copy: a build leaves folders behind."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("README.md", "setup.cfg", "setup.py"):
        shutil.copy(ROOT / name, source)
    for name in ("generator", "lambda_src", "lib", "schemas"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    command = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(target)]
    subprocess.run([sys.executable, *command, str(source)], check=True)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as pip unpacks it."""
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


@pytest.fixture(scope="session")
def light(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which only what `pip install payinfra` brings can be imported."""
    packages = tmp_path_factory.mktemp("packages")
    for name in (*LIGHT, *LIGHT_TOO):
        (packages / name).symlink_to(Path(_site_packages()) / name)
    return _environment(installed, packages)


def test_the_wheel_installs_one_package_beside_its_metadata(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    version = importlib.metadata.version("payinfra")
    assert tops == {"generator", f"payinfra-{version}.dist-info"}


def test_what_validation_needs_is_all_that_is_required(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith("METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    needed = [line.split()[1] for line in lines if line.startswith("Requires-Dist") and "extra ==" not in line]
    assert sorted(name.split("<")[0].split(">")[0].lower() for name in needed) == [
        "jinja2",
        "jsonschema",
        "pyyaml",
        "referencing",
        "shtab",
    ]


def test_the_light_install_is_under_30_megabytes(light: dict[str, str]) -> None:
    folders = light["PYTHONPATH"].split(os.pathsep)
    files = (
        Path(place) / name
        for folder in folders
        for place, _, names in os.walk(folder, followlinks=True)
        for name in names
    )
    assert sum(file.stat().st_size for file in files if file.suffix != ".pyc") < 30_000_000


def test_an_empty_folder_becomes_a_repository_whose_specs_are_valid(light: dict[str, str], tmp_path: Path) -> None:
    assert _run(light, tmp_path, "init").returncode == 0
    checked = _run(light, tmp_path, "validate")
    assert (checked.returncode, "error" in checked.stdout) == (0, False), checked.stdout
    assert _run(light, tmp_path, "new", "qa").returncode == 0
    assert (
        (tmp_path / "specs/qa.yaml")
        .read_text(encoding="utf-8")
        .splitlines()[0]
        .endswith("$schema=../schemas/environment.schema.json")
    )


def test_nothing_is_overwritten_and_nothing_half_written(light: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    refused = _run(light, tmp_path, "init")
    assert (refused.returncode, refused.stderr) == (2, "payinfra: nothing is written: README.md is here already\n")
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    ("command", "extra"), [(["synth"], "synth"), (["lsp"], "lsp"), (["compliance", "dev"], "synth")]
)
def test_a_command_that_needs_more_names_the_extra(
    light: dict[str, str], tmp_path: Path, command: list[str], extra: str
) -> None:
    _run(light, tmp_path, "init")
    refused = _run(light, tmp_path, *command)
    assert refused.returncode == 2, refused.stderr
    assert refused.stderr.splitlines()[-1].endswith(f"which is not installed: pip install 'payinfra[{extra}]'")
    assert "stock AWS bindings" not in refused.stderr


@pytest.mark.e2e
def test_a_function_of_ones_own_beside_the_specs_gets_into_a_stack_that_terraform_takes(
    installed: Path, tmp_path: Path
) -> None:
    full = _environment(installed, Path(_site_packages())) | {"PAYINFRA_TF_MIRROR": str(require_terraform())}
    assert _run(full, tmp_path, "init").returncode == 0
    own = tmp_path / "lambda_src/refund_export"
    own.mkdir(parents=True)
    (own / "handler.py").write_text("def handler(event, context):\n    return {'exported': 0}\n", encoding="utf-8")
    spec = tmp_path / "specs/dev.yaml"
    text = spec.read_text(encoding="utf-8")
    spec.write_text(text.replace("functions:\n", "functions:\n  - { name: refund-export }\n", 1), encoding="utf-8")
    synthesized = _run(full, tmp_path, "synth")
    assert synthesized.returncode == 0, synthesized.stderr
    stack = (tmp_path / synthesized.stdout.strip()).read_text(encoding="utf-8")
    assert '"lambda-refund-export"' in stack
    verified = _run(full, tmp_path, "verify", "dev")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _site_packages() -> str:
    return next(path for path in sys.path if path.endswith("site-packages"))


def _environment(*folders: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(map(str, folders)), "PYTHONDONTWRITEBYTECODE": "1"}


def _run(environment: dict[str, str], folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    # -S: what is installed for the tests cannot be imported.
    words = [sys.executable, "-S", "-m", "generator", *command]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
