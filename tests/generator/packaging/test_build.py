"""Building archives: the same bytes everywhere, a cache that cannot do harm, and one line when it fails."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from generator.packaging import cache
from generator.packaging.build import Archive, build_archive
from generator.packaging.errors import PackagingError
from tests.generator.packaging.sample import (
    ARCHITECTURE,
    ROOT,
    RUNTIME,
    Sample,
    lock,
    make_sample,
    wheel,
    write,
)
from tests.support.archives import python_of

pytestmark = pytest.mark.slow
UNREACHABLE = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}


@pytest.fixture
def cold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A sample of the test's own, with an empty cache."""
    made = make_sample(tmp_path)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    for name, value in made.environment().items():
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def sample(cold: Sample, built: tuple[Sample, Path]) -> Sample:
    """The same, whose wheels have been fetched: what is not about fetching need not wait for pip."""
    shutil.copytree(built[0].cache / "wheels", cold.cache / "wheels")
    return cold


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sample, Path]:
    """A sample whose archive is built: tests that take this one leave it as it is."""
    made = make_sample(tmp_path_factory.mktemp("sample"))
    return made, made.build()


def _build(sample: Sample) -> Archive:
    return build_archive(sample.function, sample.shared, runtime=RUNTIME, architecture=ARCHITECTURE)


def _files(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.rglob("*") if path.is_file())


def test_an_archive_holds_the_function_the_shared_folders_and_the_pinned_packages(built: tuple[Sample, Path]) -> None:
    _, path = built
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [
            "greeter/__init__.py",
            "greeter/handler.py",
            "greeter/sql/0001.sql",
            "pinned-1.0.dist-info/METADATA",
            "pinned-1.0.dist-info/WHEEL",
            "pinned/__init__.py",
            "shared/__init__.py",
            "shared/größe.txt",
            "shared/words.py",
        ]


def test_an_archive_is_told_with_its_digest(sample: Sample) -> None:
    archive = _build(sample)
    digest = hashlib.sha256(archive.path.read_bytes())
    assert archive.digest == digest.hexdigest()
    assert archive.sha256_base64 == base64.b64encode(digest.digest()).decode()
    assert archive.path.name == "greeter.zip"


@pytest.mark.parametrize(
    ("umask", "variables"),
    [
        (0o077, {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0"}),
        (0o000, {"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "1"}),
    ],
)
def test_another_machine_builds_the_same_bytes(
    umask: int, variables: dict[str, str], built: tuple[Sample, Path], tmp_path: Path
) -> None:
    original, path = built
    copy = _copied(original, tmp_path / "elsewhere")
    for number, file in enumerate(sorted(copy.source.rglob("*"))):
        os.utime(file, (10**9 + number, 10**9 + number))
        if file.is_file():
            file.chmod(0o700)
    before = os.umask(umask)
    try:
        rebuilt = copy.build(**variables)
    finally:
        os.umask(before)
    assert rebuilt.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("version", ["3.10", "3.12", "3.13"])
def test_another_python_builds_the_same_bytes(version: str, built: tuple[Sample, Path], tmp_path: Path) -> None:
    python = python_of(version)
    if python is None or version == f"{sys.version_info.major}.{sys.version_info.minor}":
        pytest.skip(f"there is no other Python {version} on this machine")
    original, path = built
    assert _copied(original, tmp_path).build(python).read_bytes() == path.read_bytes()


def test_no_path_of_the_machine_is_in_an_archive(built: tuple[Sample, Path]) -> None:
    sample, path = built
    content = path.read_bytes()
    for place in (sample.source, sample.cache, ROOT, Path.home()):
        assert str(place).encode() not in content


@pytest.mark.parametrize(
    ("change", "path"), [("the function", "greeter/handler.py"), ("what is shared", "shared/words.py")]
)
def test_a_change_makes_another_archive(change: str, path: str, sample: Sample) -> None:
    first = _build(sample)
    write(sample.source / path, "CHANGED = 1\n")
    assert _build(sample).digest != first.digest, change


def test_a_change_of_the_lock_makes_another_archive(sample: Sample) -> None:
    first = _build(sample)
    (sample.index / "pinned-1.1-py3-none-any.whl").write_bytes(wheel("pinned", "1.1"))
    (sample.index / "pinned-1.0-py3-none-any.whl").unlink()
    lock(sample.source, sample.index)
    assert _build(sample).digest != first.digest


def test_a_function_may_pin_packages_of_its_own(sample: Sample) -> None:
    more = sample.index / "more"
    more.mkdir()
    (more / "extra-2.0-py3-none-any.whl").write_bytes(wheel("extra", "2.0"))
    lock(sample.function, more)
    shutil.copy(more / "extra-2.0-py3-none-any.whl", sample.index)
    with zipfile.ZipFile(_build(sample).path) as archive:
        assert {"extra/__init__.py", "pinned/__init__.py"} <= set(archive.namelist())
        assert "greeter/requirements.txt" not in archive.namelist()


def test_each_architecture_and_runtime_gets_the_wheel_made_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = {
        ("python3.12", "arm64"): "cp312-cp312-manylinux_2_17_aarch64.manylinux2014_aarch64",
        ("python3.13", "arm64"): "cp313-cp313-manylinux_2_28_aarch64",
        ("python3.13", "x86_64"): "cp313-cp313-manylinux2014_x86_64",
        ("python3.12", "x86_64"): "cp312-abi3-manylinux_2_34_x86_64",
    }
    wheels = {f"pinned-1.0-{tag}.whl": wheel("pinned", "1.0", {"made_for.txt": tag}) for tag in tags.values()}
    sample = make_sample(tmp_path, wheels)
    hashes = " ".join(f"--hash=sha256:{hashlib.sha256(content).hexdigest()}" for content in wheels.values())
    write(sample.source / "requirements.txt", f"pinned==1.0 {hashes}\n")
    for name, value in sample.environment().items():
        monkeypatch.setenv(name, value)
    for (runtime, architecture), tag in tags.items():
        built = build_archive(sample.function, sample.shared, runtime=runtime, architecture=architecture)
        with zipfile.ZipFile(built.path) as archive:
            assert archive.read("made_for.txt").decode() == tag


def test_what_is_in_the_cache_needs_neither_pip_nor_a_network(sample: Sample) -> None:
    first = _build(sample)
    shutil.rmtree(sample.index)
    assert sample.build(**UNREACHABLE) == first.path
    write(sample.source / "greeter" / "handler.py", "CHANGED = 1\n")
    assert sample.build(**UNREACHABLE) != first.path


def test_a_warm_build_takes_milliseconds(sample: Sample) -> None:
    _build(sample)
    # Of CPU: others use the machine, too.
    before = time.process_time()
    for _ in range(10):
        _build(sample)
    assert (time.process_time() - before) / 10 < 0.1


@pytest.mark.parametrize("damage", ["cut", "changed", "empty"])
def test_a_damaged_cache_is_made_anew(damage: str, sample: Sample) -> None:
    first = _build(sample)
    expected = first.path.read_bytes()
    for file in [path for path in sample.cache.rglob("*") if path.is_file()]:
        content = file.read_bytes()
        file.write_bytes({"cut": content[:-9], "changed": content[:-9] + b"x" * 9, "empty": b""}[damage])
    assert sample.build() == first.path
    assert first.path.read_bytes() == expected


def test_a_cache_that_cannot_be_written_is_done_without(cold: Sample) -> None:
    write(cold.cache, "a file where the folder should be")
    built = _build(cold)
    assert hashlib.sha256(built.path.read_bytes()).hexdigest() == built.digest
    assert _build(cold) == built
    assert cold.cache.read_text(encoding="utf-8") == "a file where the folder should be"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into a folder that is read-only")
def test_a_cache_that_is_read_only_is_read(sample: Sample) -> None:
    first = _build(sample)
    folders = [sample.cache, *(path for path in sample.cache.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert sample.build(**UNREACHABLE) == first.path
    finally:
        for folder in folders:
            folder.chmod(0o755)


def test_everybody_on_the_machine_may_read_an_archive(built: tuple[Sample, Path]) -> None:
    _, path = built
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_first_runs_at_the_same_time_agree(cold: Sample) -> None:
    runs = [
        subprocess.Popen(cold.command(), env=cold.environment(), stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    paths = {run.communicate()[0].strip() for run in runs}
    assert all(run.returncode == 0 for run in runs)
    assert paths == {str(_build(cold).path)}
    assert len(_files(cold.cache)) == 2


@pytest.mark.parametrize("seconds", [0.3, 0.8])
def test_a_run_that_is_killed_does_not_disturb_the_next(seconds: float, cold: Sample) -> None:
    run = subprocess.Popen(cold.command(), env=cold.environment(), stdout=subprocess.DEVNULL)
    time.sleep(seconds)
    run.kill()
    run.wait()
    built = _build(cold)
    assert hashlib.sha256(built.path.read_bytes()).hexdigest() == built.digest


def test_the_cache_keeps_the_newest_and_what_may_be_in_use(sample: Sample) -> None:
    first = _build(sample)
    yesterday, just_now = time.time() - 24 * 3600, time.time() - 600
    for number in range(cache.KEPT_ITEMS):
        write(sample.cache / "archives" / f"other-{number}" / "other.zip", "")
        os.utime(sample.cache / "archives" / f"other-{number}", (yesterday + number, yesterday + number))
    os.utime(first.path.parent, (yesterday - 1, yesterday - 1))
    os.utime(sample.cache / "archives" / "other-0", (just_now, just_now))
    write(sample.source / "greeter" / "handler.py", "CHANGED = 1\n")
    second = _build(sample)
    assert not first.path.exists()
    assert second.path.exists()
    assert sorted(path.name for path in sample.cache.glob("archives/other-*"))[0] == "other-0"
    assert len(list(sample.cache.glob("archives/*"))) == cache.KEPT_ITEMS


def test_what_may_be_in_use_is_kept_however_much_there_is(sample: Sample) -> None:
    for number in range(cache.KEPT_ITEMS + 5):
        write(sample.cache / "archives" / f"other-{number}" / "other.zip", "")
    _build(sample)
    assert len(list(sample.cache.glob("archives/*"))) == cache.KEPT_ITEMS + 6


def test_a_wheel_that_is_not_what_the_lock_pins_is_refused(cold: Sample) -> None:
    (cold.index / "pinned-1.0-py3-none-any.whl").write_bytes(wheel("pinned", "1.0", {"pinned/evil.py": "steal()"}))
    with pytest.raises(PackagingError, match=r"cannot be fetched: .*DO NOT MATCH THE HASHES") as caught:
        _build(cold)
    assert "\n" not in str(caught.value)
    assert not cold.cache.exists()


@pytest.mark.parametrize("variables", [{}, UNREACHABLE])
def test_a_download_that_fails_is_told_in_one_line(
    variables: dict[str, str], cold: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(cold.index)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(PackagingError) as caught:
        _build(cold)
    assert str(caught.value).startswith("the pinned packages for python3.13-aarch64 cannot be fetched: ")
    assert "pinned==1.0" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_with_the_name_of_a_package_is_refused(sample: Sample) -> None:
    write(sample.source / "pinned" / "handler.py", "")
    with pytest.raises(PackagingError, match="the folder pinned in lambda_src has the name of a pinned package"):
        build_archive(sample.source / "pinned", sample.shared, runtime=RUNTIME, architecture=ARCHITECTURE)


def test_an_archive_too_large_for_lambda_is_refused(sample: Sample) -> None:
    (sample.function / "model.bin").write_bytes(bytes(51 * 1024 * 1024))
    with pytest.raises(PackagingError, match="the archive of greeter has 51 MB zipped, Lambda takes 50"):
        _build(sample)


@pytest.mark.parametrize(("runtime", "architecture"), [("nodejs22.x", "arm64"), ("python3.13", "riscv")])
def test_another_kind_of_target_is_refused(runtime: str, architecture: str, sample: Sample) -> None:
    with pytest.raises(PackagingError, match="archives are built for Python on arm64 or x86_64"):
        build_archive(sample.function, sample.shared, runtime=runtime, architecture=architecture)


def test_packaging_starts_neither_the_engine_nor_reads_a_spec() -> None:
    code = "import sys, generator.packaging; sys.exit(bool({'cdktf', 'jsii', 'yaml'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def _copied(sample: Sample, folder: Path) -> Sample:
    """The same sources, elsewhere, with a cache of their own."""
    shutil.copytree(sample.source, folder / "src")
    return Sample(source=folder / "src", index=sample.index, cache=folder / "cache")
