"""The cut copy: keyed by what it is made of, whole or not there, checked when it is loaded."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from generator.engine.bindings import installed as installed_module
from generator.engine.bindings import recipe, store
from generator.engine.bindings.errors import BindingsError
from generator.engine.bindings.installed import installed

FILES = {"node_modules/cdktf/package.json": b'{"name": "cdktf", "version": "1"}', "provider.tar": b"tar"}


@pytest.fixture(autouse=True)
def small_copy(tmp_path, monkeypatch):
    """A cache of its own, and a copy that is made at once."""
    monkeypatch.setenv("PAYINFRA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(recipe, "cut", lambda found, modules: iter(FILES.items()))


def test_a_copy_is_made_once_and_taken_from_then_on(monkeypatch):
    first = store.cut_down_copy(["sns_topic"])
    monkeypatch.setattr(recipe, "cut", lambda found, modules: pytest.fail("made again"))
    assert store.cut_down_copy(["sns_topic"]) == first
    assert first.provider == first.folder / "provider.tar"


def test_another_list_another_recipe_and_another_wheel_have_copies_of_their_own(monkeypatch):
    first = store.cut_down_copy(["sns_topic"]).folder
    assert store.cut_down_copy(["sns_topic", "vpc"]).folder != first
    found = installed()
    changed = {**found, "cdktf": replace(found["cdktf"], record=b"another wheel of the same version")}
    monkeypatch.setattr(store, "installed", lambda: changed)
    assert store.cut_down_copy(["sns_topic"]).folder != first
    monkeypatch.setattr(store, "installed", lambda: found)
    monkeypatch.setattr(recipe, "VERSION", recipe.VERSION + 1)
    assert store.cut_down_copy(["sns_topic"]).folder != first


@pytest.mark.parametrize("damage", ["changed", "removed", "manifest cut", "manifest of another kind"])
def test_a_damaged_copy_is_not_taken_and_the_next_run_makes_another(damage):
    folder = store.cut_down_copy(["sns_topic"]).folder
    if damage == "changed":
        (folder / "provider.tar").write_bytes(b"TAR")
    elif damage == "removed":
        (folder / "provider.tar").unlink()
    else:
        (folder / store.MANIFEST).write_text('{"files": ' if damage == "manifest cut" else "[]")
    with pytest.raises(BindingsError, match="damaged"):
        store.cut_down_copy(["sns_topic"])
    assert store.cut_down_copy(["sns_topic"]).folder == folder


def test_a_run_that_fails_while_it_cuts_leaves_nothing(monkeypatch, tmp_path):
    def fail(found, modules):
        yield "one.js", b""
        raise BindingsError("in the middle")

    monkeypatch.setattr(recipe, "cut", fail)
    with pytest.raises(BindingsError, match="in the middle"):
        store.cut_down_copy(["sns_topic"])
    assert [path.name for path in (tmp_path / "cache" / "bindings").iterdir()] == [".lock"]


@pytest.mark.parametrize("locks", [True, False])
def test_first_runs_at_the_same_time_end_with_one_whole_copy(locks, monkeypatch, tmp_path):
    if not locks:
        monkeypatch.setitem(sys.modules, "fcntl", None)
    with ThreadPoolExecutor(4) as pool:
        copies = list(pool.map(lambda _: store.cut_down_copy(["sns_topic"]), range(8)))
    assert len({copy.folder for copy in copies}) == 1
    left = {path.name for path in (tmp_path / "cache" / "bindings").iterdir()}
    assert left - {".lock"} == {copies[0].folder.name}


def test_another_version_than_the_tested_one_is_refused(monkeypatch):
    monkeypatch.setitem(installed_module.TESTED, "cdktf", "0.20")
    with pytest.raises(BindingsError, match=r"cdktf 0\.21\.0 is installed, and 0\.20 is what they were tested with"):
        store.cut_down_copy(["sns_topic"])


def test_the_pinned_versions_are_the_tested_ones():
    pinned = (Path(__file__).parents[3] / "requirements" / "runtime.txt").read_text()
    for module, tested in installed_module.TESTED.items():
        assert f"\n{module.replace('_', '-')}=={tested}." in f"\n{pinned}", f"try {module} out, then change TESTED"


def test_a_file_that_was_changed_after_it_was_installed_is_refused(tmp_path):
    found = installed()["cdktf"]
    folder = tmp_path / "cdktf"
    (folder / "_jsii").mkdir(parents=True)
    changed = replace(found, folder=folder, archive=folder / "_jsii" / found.archive.name)
    changed.archive.write_bytes(found.archive.read_bytes() + b"x")
    with pytest.raises(BindingsError, match="is not the file that cdktf"):
        changed.read(changed.archive)
    assert changed.fingerprint() != found.fingerprint()
