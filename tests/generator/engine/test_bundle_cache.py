"""The bundle: keyed by what it is made of, whole or not there, checked when it is used."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from generator.engine.bundle import cache, distributions
from generator.engine.bundle.distributions import installed_distributions
from generator.engine.bundle.errors import BundleError

FILES = {cache.PROGRAM: b"program", cache.PACKAGE: b"tar"}


@pytest.fixture(autouse=True)
def small_bundle(tmp_path, monkeypatch):
    """A cache of its own, and a bundle that is made at once."""
    monkeypatch.setenv("PAYINFRA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "_contents", lambda found, modules: iter(FILES.items()))


def test_a_bundle_is_made_once_and_taken_from_then_on(monkeypatch):
    first = cache.cached_bundle(["sns_topic"])
    monkeypatch.setattr(cache, "_contents", lambda found, modules: pytest.fail("made again"))
    assert cache.cached_bundle(["sns_topic"]) == first
    assert first.file(cache.PACKAGE) == first.folder / "replay.tar"


def test_another_list_other_code_and_another_wheel_have_bundles_of_their_own(monkeypatch, tmp_path):
    first = cache.cached_bundle(["sns_topic"]).folder
    assert cache.cached_bundle(["sns_topic", "vpc"]).folder != first
    found = installed_distributions()
    changed = {**found, "cdktf": replace(found["cdktf"], record=b"another wheel of the same version")}
    monkeypatch.setattr(cache, "installed_distributions", lambda: changed)
    assert cache.cached_bundle(["sns_topic"]).folder != first
    monkeypatch.setattr(cache, "installed_distributions", lambda: found)
    (tmp_path / "replay.js").write_text("other code")
    monkeypatch.setattr(cache, "ENGINE_FOLDER", tmp_path)
    assert cache.cached_bundle(["sns_topic"]).folder != first


@pytest.mark.parametrize("damage", ["changed", "removed", "manifest cut", "manifest of another kind"])
def test_a_damaged_bundle_is_not_taken_and_the_next_run_makes_another(damage):
    folder = cache.cached_bundle(["sns_topic"]).folder
    if damage == "changed":
        (folder / cache.PACKAGE).write_bytes(b"TAR")
    elif damage == "removed":
        (folder / cache.PACKAGE).unlink()
    else:
        (folder / cache.MANIFEST).write_text('{"files": ' if damage == "manifest cut" else "[]")
    with pytest.raises(BundleError, match="damaged"):
        cache.cached_bundle(["sns_topic"]).file(cache.PACKAGE)
    bundle = cache.cached_bundle(["sns_topic"])
    assert (bundle.folder, bundle.file(cache.PACKAGE).read_bytes()) == (folder, b"tar")


def test_a_run_that_fails_while_it_makes_one_leaves_nothing(monkeypatch, tmp_path):
    def fail(found, modules):
        yield "one.js", b""
        raise BundleError("in the middle")

    monkeypatch.setattr(cache, "_contents", fail)
    with pytest.raises(BundleError, match="in the middle"):
        cache.cached_bundle(["sns_topic"])
    assert [path.name for path in (tmp_path / "cache" / "bundles").iterdir()] == [".lock"]


@pytest.mark.parametrize("locks", [True, False])
def test_first_runs_at_the_same_time_end_with_one_whole_bundle(locks, monkeypatch, tmp_path):
    if not locks:
        monkeypatch.setitem(sys.modules, "fcntl", None)
    with ThreadPoolExecutor(4) as pool:
        bundles = list(pool.map(lambda _: cache.cached_bundle(["sns_topic"]), range(8)))
    assert len({copy.folder for copy in bundles}) == 1
    left = {path.name for path in (tmp_path / "cache" / "bundles").iterdir()}
    assert left - {".lock"} == {bundles[0].folder.name}


def test_another_version_than_the_tested_one_is_refused(monkeypatch):
    monkeypatch.setitem(distributions.TESTED, "cdktf", ("0.19", "0.20"))
    with pytest.raises(BundleError, match=r"cdktf 0\.21\.0 is installed, and 0\.19 or 0\.20 is what was tested"):
        cache.cached_bundle(["sns_topic"])


def test_the_pinned_versions_are_the_tested_ones():
    pinned = (Path(__file__).parents[3] / "requirements" / "runtime.txt").read_text()
    for module, tested in distributions.TESTED.items():
        versions = [f"\n{module.replace('_', '-')}=={version}." for version in tested]
        assert any(version in f"\n{pinned}" for version in versions), f"try {module} out, then change TESTED"


def test_a_file_that_was_changed_after_it_was_installed_is_refused(tmp_path):
    found = installed_distributions()["cdktf"]
    folder = tmp_path / "cdktf"
    (folder / "_jsii").mkdir(parents=True)
    changed = replace(found, folder=folder, archive=folder / "_jsii" / found.archive.name)
    changed.archive.write_bytes(found.archive.read_bytes() + b"x")
    with pytest.raises(BundleError, match="is not the file that cdktf"):
        changed.read(changed.archive)
    assert changed.fingerprint() != found.fingerprint()
