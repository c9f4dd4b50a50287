"""Nothing is done twice, and nothing that has changed is left undone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.diagnostics.findings import SpecError
from generator.spec.extends import load_document
from generator.synthesis.synthesize import synthesize
from generator.system import run_cache as unchanged
from generator.validation.load import load_environment

ROOT = Path(__file__).resolve().parents[3]
SPEC = 'extends: base.yaml\nenvironmentSuffix: {suffix}\ntags: {{Team: "{team}"}}\n'


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with two environments, and a cache of its own for what was said."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "base.yaml").write_text("awsRegion: eu-central-1\n")
    for suffix in ("one", "two"):
        (tmp_path / "specs" / f"{suffix}.yaml").write_text(SPEC.format(suffix=suffix, team="a"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(unchanged, "user_cache", lambda: tmp_path / "cache")
    unchanged.fingerprint.cache_clear()
    return tmp_path


def told(run, *said: str, specs=("specs/one.yaml",), outputs=()) -> int:
    return unchanged.replay_if_unchanged(said, map(Path, specs), run, lambda: list(outputs))


class Counted:
    """A command that counts its runs, reads a spec and talks."""

    def __init__(self, code: int = 0) -> None:
        self.runs, self.code = 0, code

    def __call__(self) -> int:
        self.runs += 1
        load_document(Path("specs/one.yaml"))
        print("to people")
        print("to the other stream", file=sys.stderr)
        return self.code


@pytest.mark.parametrize("code", [0, 1])
def test_a_command_tells_again_what_it_told_with_the_same_exit_code(project, capsys, code):
    command = Counted(code)
    assert [told(command, "validate"), told(command, "validate")] == [code, code]
    assert command.runs == 1
    assert capsys.readouterr() == ("to people\n" * 2, "to the other stream\n" * 2)


def linked_base(project: Path, _patch: pytest.MonkeyPatch) -> None:
    base = project / "specs" / "base.yaml"
    base.unlink()
    (project / "specs" / "other.yaml").write_text("awsRegion: eu-west-1\n")
    base.symlink_to("other.yaml")


def without_parts(records: Path) -> None:
    for record in records.iterdir():
        kept = json.loads(record.read_text())
        record.write_text(json.dumps({"inputs": kept["inputs"]}))


def touch_code(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "generator").mkdir()
    (project / "generator" / "rule.py").write_text("")
    monkeypatch.setattr(unchanged, "CODE", (project / "generator",))


@pytest.mark.parametrize(
    ("sentence", "change"),
    [
        ("the spec", lambda project, _: (project / "specs" / "one.yaml").write_text("environmentSuffix: one\n")),
        ("what it extends", lambda project, _: (project / "specs" / "base.yaml").write_text("tags: {}\n")),
        ("what it extends is a link now", linked_base),
        ("the code", touch_code),
        ("the installed packages", lambda _, patch: patch.setattr(unchanged.sys, "prefix", "/elsewhere")),
        ("the environment", lambda _, patch: patch.setenv("CDKTF_CONTEXT_JSON", "{}")),
        ("the output was edited", lambda project, _: (project / "made.json").write_text("edited")),
        ("the output was removed", lambda project, _: (project / "made.json").unlink()),
        ("what was kept is damaged", lambda project, _: next((project / "cache" / "runs").iterdir()).write_text("{")),
        ("a part of what was kept is gone", lambda project, _: without_parts(project / "cache" / "runs")),
    ],
)
def test_a_command_runs_again_after_a_change(project, monkeypatch, sentence, change):
    command = Counted()
    output = project / "made.json"
    output.write_text("made")
    told(command, "synth", outputs=[output])
    told(command, "synth", outputs=[output])
    assert command.runs == 1
    change(project, monkeypatch)
    unchanged.fingerprint.cache_clear()
    told(command, "synth", outputs=[output])
    assert command.runs == 2, sentence


def test_a_base_that_is_gone_is_noticed(project):
    command = Counted()
    told(command, "validate")
    (project / "specs" / "base.yaml").unlink()
    with pytest.raises(SpecError, match="does not exist"):
        told(command, "validate")
    assert command.runs == 2


def test_of_a_folder_full_of_other_files_only_what_was_read_counts(project):
    for number in range(5_200):
        (project / "specs" / f"{number}.js").touch()
    command = Counted()
    told(command, "validate")
    (project / "specs" / "1.js").write_text("changed")
    told(command, "validate")
    assert command.runs == 1
    (project / "specs" / "base.yaml").write_text("tags: {}\n")
    told(command, "validate")
    assert command.runs == 2


def test_what_lies_beside_a_spec_is_not_opened(project, monkeypatch):
    with (project / "specs" / "dump.sql").open("wb") as dump:
        dump.truncate(1_500_000_000)
    opened: list[str] = []
    monkeypatch.setattr(
        Path, "read_bytes", lambda path, real=Path.read_bytes: (opened.append(path.name), real(path))[1]
    )
    told(Counted(), "validate")
    told(Counted(), "validate")
    assert "dump.sql" not in opened
    assert "base.yaml" in opened


def test_other_words_are_another_command(project):
    command = Counted()
    told(command, "synth", "one")
    told(command, "synth", "two")
    assert command.runs == 2


def test_where_nothing_can_be_kept_the_work_is_done_each_time(project, monkeypatch):
    command = Counted()
    for place in (None, Path("/dev/null/cache")):
        monkeypatch.setattr(unchanged, "user_cache", lambda place=place: place)
        told(command, "synth")
        told(command, "synth")
    assert command.runs == 4


def test_of_several_stacks_only_the_changed_ones_are_made(tmp_path, monkeypatch):
    def environments(team: str):
        return [
            load_environment({"environmentSuffix": "one", "tags": {"Team": team}}),
            load_environment({"environmentSuffix": "two"}),
        ]

    out = tmp_path / "out"
    first = synthesize(environments("a"), out, only_changed=True)
    times = [file.stat().st_mtime_ns for file in first]
    assert synthesize(environments("b"), out, only_changed=True) == first
    assert [file.stat().st_mtime_ns == time for file, time in zip(first, times, strict=True)] == [False, True]
    assert '"Team": "b"' in first[0].read_text()

    whole = first[1].read_text()
    first[1].write_text(whole.replace("two", "three"))
    synthesize(environments("b"), out, only_changed=True)
    assert first[1].read_text() == whole

    shutil.rmtree(first[0].parent)
    (out / "manifest.json").unlink()
    synthesize(environments("b"), out, only_changed=True)
    assert sorted(json.loads((out / "manifest.json").read_text())["stacks"]) == ["tap-stack-one", "tap-stack-two"]


def test_a_second_synth_starts_no_node_and_imports_neither_cdk_nor_yaml_nor_jsonschema(tmp_path):
    out = tmp_path / "out"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = (
        "import sys; from generator.cli.main import main; code = main(sys.argv[1:]);"
        "heavy = {'jsii', 'cdktf', 'yaml', 'jsonschema', 'generator.engine', 'generator.rules'} & set(sys.modules);"
        "print('heavy:', *sorted(heavy)); sys.exit(code)"
    )
    command = [sys.executable, "-c", program, "synth", "dev", "--out", str(out)]
    first = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert "heavy: generator.engine" in first.stdout
    no_node = {**env, "JSII_NODE": "/bin/false"}
    second = subprocess.run(command, cwd=ROOT, env=no_node, capture_output=True, text=True, check=False)
    assert (second.returncode, second.stderr) == (0, first.stderr)
    assert second.stdout == first.stdout.partition("heavy:")[0] + "heavy:\n"
