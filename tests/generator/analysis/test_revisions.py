"""What has changed since a revision: environments that are gone, code, branches, shallow clones, links, odd names."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.analysis import code_changes
from generator.cli.main import main

BASE = "awsRegion: us-east-1\n"


def git(*arguments: str) -> None:
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *author, *arguments], check=True, capture_output=True)


def commit(message: str = "more") -> None:
    git("add", "-A")
    git("commit", "-qm", message)


def spec(name: str, more: str = "") -> None:
    Path(f"specs/{name}.yaml").write_text(f"extends: base.yaml\nenvironmentSuffix: {name}\n{more}")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A repository with dev, prod and staging in its first commit."""
    monkeypatch.chdir(tmp_path)
    Path("specs").mkdir()
    Path("specs/base.yaml").write_text(BASE)
    for name in ("dev", "prod", "staging"):
        spec(name)
    git("init", "-qb", "main")
    commit("first")
    return tmp_path


def affected(capsys, *arguments: str) -> dict[str, list[str]]:
    assert main(["affected", *arguments, "--json"]) == 0
    return {one["environment"]: one["because"] for one in json.loads(capsys.readouterr().out)}


@pytest.mark.parametrize("committed", [True, False])
def test_an_environment_that_is_gone_is_named_with_its_stack(project, committed, capsys):
    git("rm", "-q", "specs/staging.yaml")
    since = "HEAD~1" if committed else "HEAD"
    if committed:
        commit()
    why = "the environment is gone: destroy its stack tap-stack-staging"
    assert affected(capsys, "--since", since) == {"staging": [why]}
    main(["affected", "--since", since, "--why"])
    assert capsys.readouterr().out == f"staging: {why}\n"
    main(["affected", "--since", since])
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"payinfra: staging: {why}\n")


def test_another_suffix_leaves_a_stack_behind(project, capsys):
    Path("specs/staging.yaml").write_text("extends: base.yaml\nenvironmentSuffix: stage\n")
    found = affected(capsys, "--since", "HEAD")
    assert found["staging"] == ["environmentSuffix", "its old stack tap-stack-staging is left behind: destroy it"]


@pytest.mark.parametrize("more", ["", "production: true\n"])
def test_a_renamed_file_of_the_same_stack_is_compared_with_the_old_one(project, more, capsys):
    git("mv", "specs/staging.yaml", "specs/acceptance.yaml")
    with Path("specs/acceptance.yaml").open("a") as file:
        file.write(more)
    expected = {"acceptance": ["production"]} if more else {}
    assert affected(capsys, "--since", "HEAD") == expected


def test_a_base_branch_that_has_moved_on_is_told(project, capsys):
    git("checkout", "-qb", "feature")
    git("checkout", "-q", "main")
    spec("uat")
    commit()
    git("checkout", "-q", "feature")
    assert main(["affected", "--since", "main"]) == 0
    assert "write main...HEAD to leave them out" in capsys.readouterr().err
    assert main(["affected", "--since", "HEAD"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("since", ["main...HEAD", "main..."])
def test_what_the_base_branch_has_got_since_counts_for_nothing(project, since, capsys):
    git("checkout", "-qb", "feature")
    spec("dev", "production: true\n")
    commit()
    git("checkout", "-q", "main")
    spec("prod", "production: true\n")
    commit()
    git("checkout", "-q", "feature")
    assert set(affected(capsys, "--since", "main")) == {"dev", "prod"}
    assert affected(capsys, "--since", since) == {"dev": ["production"]}
    assert main(["diff", f"prod@{since}"]) == 0
    assert "the specs say the same" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ("mian", "there is no revision 'mian' (did you mean 'main'?)"),
        ("main..HEAD", "write A...HEAD"),
        ("HEAD...first", "check 'first' out, or end with ...HEAD"),
    ],
)
def test_a_revision_that_cannot_be_compared_with_is_explained(project, since, words, capsys):
    git("tag", "first")
    git("commit", "-q", "--allow-empty", "-m", "2")
    assert main(["affected", "--since", since]) == 2
    assert words in capsys.readouterr().err


def test_a_shallow_clone_says_so(project, monkeypatch, capsys):
    commit_twice = ["commit", "-q", "--allow-empty", "-m", "2"]
    git(*commit_twice)
    git("clone", "-q", "--depth", "1", f"file://{project}", "shallow")
    monkeypatch.chdir("shallow")
    for command in (["affected", "--since", "HEAD~1"], ["diff", "dev@HEAD~1"]):
        assert main(command) == 2
        assert "the clone is shallow and lacks older commits: git fetch --unshallow" in capsys.readouterr().err


def test_from_a_folder_below_the_root_is_named(project, monkeypatch, capsys):
    monkeypatch.chdir("specs")
    for command in (["diff", "dev@HEAD"], ["validate", "dev"], ["affected", "--since", "HEAD"]):
        assert main(command) == 2
        assert "run in the project's root, .." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("folder", "file"), [("docs", "../specs/dev.yaml"), ("specs", "dev.yaml"), (".", "specs/dev.yaml")]
)
def test_annotations_name_files_from_the_root_of_the_repository(project, monkeypatch, folder, file, capsys):
    spec("dev", "network: { natt: none }\n")
    Path("docs").mkdir()
    monkeypatch.chdir(folder)
    assert main(["validate", file, "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith("::error file=specs/dev.yaml,line=3,")
    assert main(["validate", file, "--format", "sarif"]) == 1
    assert '"uri": "specs/dev.yaml"' in capsys.readouterr().out


def test_names_in_another_encoding_break_nothing(project, capsys):
    Path("docs").mkdir()
    Path(os.fsdecode(b"docs/b\xfcro.md")).write_text("x")
    Path(os.fsdecode(b"specs/b\xfcro.yaml")).write_text("environmentSuffix: office\n")
    commit()
    assert affected(capsys, "--since", "HEAD~1") == {os.fsdecode(b"b\xfcro"): ["the environment is new"]}
    assert main(["diff", "dev@HEAD~1"]) == 0
    for kind in ("text", "json", "sarif", "junit", "github"):
        assert main(["validate", "--format", kind]) == 0


def test_links_are_followed_in_old_revisions_too(project, capsys):
    shutil.move("specs/base.yaml", "specs/base-v2.yaml")
    Path("specs/base.yaml").symlink_to("base-v2.yaml")
    commit()
    assert affected(capsys, "--since", "HEAD~1") == {}
    Path("specs/base-v2.yaml").write_text("awsRegion: eu-west-1\n")
    assert set(affected(capsys, "--since", "HEAD")) == {"dev", "prod", "staging"}
    assert main(["diff", "dev@HEAD"]) == 0
    assert "awsRegion: us-east-1 -> eu-west-1" in capsys.readouterr().out


def test_a_folder_that_became_a_link_holds_the_same_specs(project, capsys):
    shutil.move("specs", "envs")
    Path("specs").symlink_to("envs")
    assert affected(capsys, "--since", "HEAD") == {}
    commit()
    spec("dev", "production: true\n")
    assert affected(capsys, "--since", "HEAD") == {"dev": ["production"]}


def test_environments_in_folders_below_are_environments(project, capsys):
    Path("specs/eu").mkdir()
    Path("specs/eu/prod.yaml").write_text("extends: ../base.yaml\nenvironmentSuffix: eu-prod\n")
    assert affected(capsys, "--since", "HEAD") == {"eu/prod": ["the environment is new"]}
    commit()
    Path("specs/base.yaml").write_text("awsRegion: eu-west-1\n")
    assert "eu/prod" in affected(capsys, "--since", "HEAD")


@pytest.fixture
def code(project, monkeypatch):
    """The functions' code in the repository of the specs."""
    monkeypatch.setattr(code_changes, "LAMBDA_SOURCE", project / "lambda_src")
    Path("lambda_src/fraud_detection").mkdir(parents=True)
    handler = Path("lambda_src/fraud_detection/handler.py")
    handler.write_text("1\n")
    commit()
    return handler


@pytest.mark.parametrize(
    ("pinned", "colours"),
    [("", "both colours"), ("aliases: { blue: { version: '7' } }", "green colour")],
)
def test_new_code_is_a_change_of_its_function(code, pinned, colours, capsys):
    spec("dev", f"functions: [{{ name: fraud-detection, {pinned} }}]\n")
    commit()
    code.write_text("2\n")
    assert main(["diff", "dev@HEAD", "--resources"]) == 0
    text = capsys.readouterr().out
    assert "~ aws_lambda_function.lambda-fraud-detection" in text
    assert f"new code, {colours}  (lambda_src/fraud_detection/handler.py)" in text
    assert "lambda-payment-validation" not in text
    commit()
    assert main(["diff", "dev@HEAD~1", "dev@HEAD", "--resources", "--format", "markdown"]) == 0
    text = capsys.readouterr().out
    assert "! aws_lambda_function.lambda-fraud-detection" in text
    assert f"new code, {colours}" in text


def test_two_environments_of_one_revision_have_the_same_code(code, capsys):
    code.write_text("2\n")
    assert main(["diff", "dev", "prod", "--resources"]) == 0
    assert "new code" not in capsys.readouterr().out
