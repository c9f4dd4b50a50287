"""Following `extends`: nested, several, never in a circle, never out of the folder; every file's faults at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics.findings import SpecError
from generator.spec.extends import load_document
from generator.spec.node import to_plain
from generator.spec.resolve import resolve_file


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder / "env.yaml"


def faults(path: Path) -> list[tuple[str, str, int]]:
    with pytest.raises(SpecError) as caught:
        load_document(path, path.name)
    return [(item.code, item.location.file, item.location.line) for item in caught.value.findings if item.location]


def test_later_files_win_and_the_file_itself_wins_over_all(tmp_path):
    env = write(
        tmp_path,
        a="tags: {A: a, B: a, C: a}",
        sizes__b="extends: c.yaml\ntags: {B: b, C: b}",
        sizes__c="tags: {D: c, B: c}",
        env="extends: [a.yaml, sizes/b.yaml]\ntags: {C: env}",
    )
    assert to_plain(load_document(env).node)["tags"] == {"A": "a", "B": "b", "C": "env", "D": "c"}


def test_the_files_of_a_spec_are_known(tmp_path):
    env = write(tmp_path, a="tags: {}", env="extends: a.yaml")
    assert [Path(name).name for name in load_document(env).files] == ["env.yaml", "a.yaml"]


def test_a_circle_is_named(tmp_path):
    env = write(tmp_path, a="extends: env.yaml", env="extends: a.yaml")
    assert faults(env) == [("EXT002", "a.yaml", 1)]


@pytest.mark.parametrize("target", ["../secret.yaml", "/etc/hostname.yaml", "sub/../../x.yaml"])
def test_a_path_out_of_the_folder_is_refused_and_not_read(tmp_path, target):
    folder = tmp_path / "specs"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text("not: read")
    env = write(folder, env=f"tags: {{}}\nextends: {target}")
    assert faults(env) == [("EXT001", "env.yaml", 2)]


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    folder = tmp_path / "specs"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text("tags: {}")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    assert faults(write(folder, env="extends: link.yaml")) == [("EXT001", "env.yaml", 1)]


def test_a_missing_file_gets_a_suggestion(tmp_path):
    env = write(tmp_path, base="tags: {}", env="extends: bsae.yaml")
    with pytest.raises(SpecError, match=r"did you mean 'base\.yaml'"):
        load_document(env)


def test_the_faults_of_all_files_come_at_once(tmp_path):
    env = write(tmp_path, base="tags: {}\ncolour: red", env="extends: base.yaml\nawsRegion: 5\nsize: large")
    assert sorted(faults(env)) == [("SCH001", "base.yaml", 2), ("SCH001", "env.yaml", 3), ("SCH003", "env.yaml", 2)]


def test_names_given_twice_in_one_list_are_a_fault_but_not_across_files(tmp_path):
    env = write(tmp_path, base="tables: [{name: x}]", env="extends: base.yaml\ntables:\n- name: x\n- name: x")
    assert faults(env) == [("SPC001", "env.yaml", 4)]


def test_a_file_extended_by_many_is_read_once(tmp_path):
    deepest = {"f0": "tags: {A: a}"}
    chain = {f"f{i}": f"extends: [f{i - 1}.yaml, f{i - 1}.yaml]" for i in range(1, 40)}
    env = write(tmp_path, **deepest, **chain, env="extends: f39.yaml\nenvironmentSuffix: x")
    assert len(load_document(env).files) == 41


def test_more_files_than_the_limit_are_refused(tmp_path):
    chain = {f"f{i}": f"extends: f{i - 1}.yaml" for i in range(1, 60)}
    env = write(tmp_path, f0="tags: {}", **chain, env="extends: f59.yaml")
    assert [code for code, _, _ in faults(env)] == ["EXT003"]


def test_a_fault_that_shows_only_in_the_whole_points_to_the_file_that_wrote_it(tmp_path):
    env = write(
        tmp_path, base="tables:\n- name: new\n  attributes: []\n", env="extends: base.yaml\nenvironmentSuffix: x"
    )
    with pytest.raises(SpecError) as caught:
        resolve_file(env)
    (finding,) = caught.value.findings
    assert (finding.code, Path(finding.location.file).name, finding.location.line) == ("SCH002", "base.yaml", 2)
    assert "'hashKey' is missing: the partition key" in finding.message
