"""Which files a command means: folders below, links, names, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli.main import main
from generator.diagnostics.usage_error import UsageError
from generator.validation.file_checks import check_files
from generator.validation.spec_selection import environment_files, files


@pytest.fixture
def specs(tmp_path, monkeypatch):
    """A project with an environment, one in a folder below, and what other tools put beside them."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "specs"
    for name in ("eu", "node_modules/x", ".hidden"):
        (folder / name).mkdir(parents=True)
    (folder / "base.yaml").write_text("awsRegion: us-east-1\n")
    (folder / "dev.yaml").write_text("extends: base.yaml\nenvironmentSuffix: dev\n")
    (folder / "eu" / "prod.yaml").write_text("extends: ../base.yaml\nenvironmentSuffix: eu-prod\n")
    (folder / "eu" / "values.yaml").write_text("replicas: 3\n")
    for name in ("node_modules/x", ".hidden"):
        (folder / name / "other.yaml").write_text("environmentSuffix: other\n")
    return folder


def test_environments_of_folders_below_are_checked_and_nothing_else_there(specs):
    found = [path.as_posix() for path in files([])]
    assert found == ["specs/base.yaml", "specs/dev.yaml", "specs/eu/prod.yaml"]
    assert [path.as_posix() for path in files(["specs"])] == found
    assert [path.as_posix() for path in environment_files([])] == found[1:]


def test_a_fault_in_a_folder_below_is_found(specs, capsys):
    (specs / "eu" / "prod.yaml").write_text("environmentSuffix: eu-prod\nnetwork: { cidr: 10.60.0.0/99 }\n")
    for command in (["validate"], ["validate", "specs"], ["validate", "eu/prod"], ["validate", "specs/eu"]):
        assert main([*command, "--quiet"]) == 1
        assert capsys.readouterr().out.startswith("specs/eu/prod.yaml:2:18: error: network.cidr:")


def test_a_folder_that_is_a_link_is_followed_once(specs, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "qa.yaml").write_text("environmentSuffix: qa\n")
    (specs / "linked").symlink_to("../elsewhere")
    (specs / "eu" / "circle").symlink_to("..")
    assert [path.name for path in environment_files([])] == ["dev.yaml", "prod.yaml", "qa.yaml"]


@pytest.mark.parametrize("target", ["../gone/qa.yaml", "qa.yaml"])
def test_a_link_that_leads_nowhere_is_an_error_at_its_name(specs, target):
    (specs / "qa.yaml").symlink_to(target)
    (finding,) = [one for one in check_files(files([])) if one.level == "error"]
    assert (finding.code, finding.location.file) == ("YML001", "specs/qa.yaml")
    assert f"it is a link to {target!r}, which leads to no file" in finding.message


def test_a_base_by_a_link_is_no_file_without_use(specs):
    (specs / "base.yaml").rename(specs / "base-v2.yaml")
    (specs / "base.yaml").symlink_to("base-v2.yaml")
    assert [one.code for one in check_files(files([])) if one.code.startswith(("SPC", "EXT", "YML"))] == []


def test_an_environment_by_a_link_extends_what_is_beside_the_link(specs, tmp_path):
    (tmp_path / "real").mkdir()
    (specs / "dev.yaml").rename(tmp_path / "real" / "dev.yaml")
    (specs / "dev.yaml").symlink_to("../real/dev.yaml")
    assert [one for one in check_files([Path("specs/dev.yaml")]) if one.level == "error"] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [("deb", "did you mean 'dev'?"), ("eu/prd", "did you mean 'eu/prod'?"), ("no.yaml", "there is no file 'no.yaml'")],
)
def test_a_name_that_means_nothing_is_explained(specs, name, words):
    with pytest.raises(UsageError) as caught:
        files([name])
    assert words in str(caught.value)


def test_a_large_file_beside_the_specs_is_not_read(specs, monkeypatch):
    with (specs / "dump.yaml").open("wb") as dump:
        dump.truncate(200_000_000)
    read: list[str] = []
    monkeypatch.setattr(Path, "read_bytes", lambda path, real=Path.read_bytes: (read.append(path.name), real(path))[1])
    check_files([Path("specs/base.yaml")])
    assert "dev.yaml" in read
    assert "dump.yaml" not in read


def test_a_file_whose_ending_is_in_capitals_is_a_spec(tmp_path):
    (tmp_path / "qa.YAML").write_text("environmentSuffix: qa\n")
    assert files([], tmp_path) == [tmp_path / "qa.YAML"]
