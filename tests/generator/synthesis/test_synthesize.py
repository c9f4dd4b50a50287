"""Synthesis: valid for the real provider, the same bytes everywhere, published whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.synthesis import synthesize as synth
from generator.synthesis.synthesize import synthesize
from generator.validation.load import load_environment
from tests.support.stacks import stack_of

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ("dev", "prod", "staging")


@pytest.fixture(scope="session")
def shipped(tmp_path_factory):
    out = tmp_path_factory.mktemp("shipped") / "cdktf.out"
    synthesize([load_environment(ROOT / "specs" / f"{name}.yaml") for name in SHIPPED], out)
    return out


def stack_file(out: Path, name: str) -> Path:
    return out / "stacks" / f"tap-stack-{name}" / "cdk.tf.json"


def test_the_manifest_lists_one_stack_an_environment(shipped):
    manifest = json.loads((shipped / "manifest.json").read_text())
    assert sorted(manifest["stacks"]) == [f"tap-stack-{name}" for name in SHIPPED]


def test_the_same_spec_gives_the_same_bytes_in_another_folder_time_and_locale(shipped, tmp_path):
    elsewhere = tmp_path / "a much longer folder name" / "cdktf.out"
    env = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "generator", "synth", "dev", "--out", str(elsewhere)]
    subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
    assert stack_file(elsewhere, "dev").read_bytes() == stack_file(shipped, "dev").read_bytes()


def test_no_path_of_the_machine_is_in_the_json(shipped):
    for name in SHIPPED:
        text = stack_file(shipped, name).read_text()
        assert str(ROOT) not in text
        assert str(shipped) not in text
        assert str(Path.home()) not in text


def test_a_suffix_from_outside_goes_into_every_name_the_state_and_the_stack(tmp_path):
    environment = load_environment(ROOT / "specs" / "dev.yaml", environment_suffix="pr-42")
    (file,) = synthesize([environment], tmp_path / "out")
    text = file.read_text()
    assert file.parent.name == "tap-stack-pr-42"
    assert '-dev"' not in text
    assert json.loads(text)["terraform"]["backend"]["local"]["path"].endswith("terraform.tap-stack-pr-42.tfstate")


def test_a_failed_run_leaves_the_last_output_as_it_was(tmp_path, monkeypatch):
    environment = load_environment({"environmentSuffix": "keep"})
    (file,) = synthesize([environment], tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(synth, "publish", fail)
    with pytest.raises(RuntimeError):
        synthesize([environment], tmp_path / "out")
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert file.exists()


def test_what_a_killed_run_has_left_is_removed_but_not_what_a_running_one_needs(tmp_path):
    killed = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    stale = tmp_path / f".out.{int(killed.stdout)}.abc"
    running = tmp_path / f".out.{os.getpid()}.abc"
    stale.mkdir()
    running.mkdir()
    synthesize([load_environment({"environmentSuffix": "keep"})], tmp_path / "out")
    assert (stale.exists(), running.exists()) == (False, True)


def test_what_terraform_keeps_in_a_stack_folder_survives_the_next_synth(tmp_path):
    environment = load_environment({"environmentSuffix": "keep"})
    (file,) = synthesize([environment], tmp_path / "out")
    (file.parent / ".terraform").mkdir()
    (file.parent / ".terraform.lock.hcl").write_text("lock")
    synthesize([environment], tmp_path / "out")
    assert (file.parent / ".terraform.lock.hcl").read_text() == "lock"


def test_stacks_of_earlier_runs_stay_in_the_manifest(tmp_path):
    for suffix in ("one", "two"):
        synthesize([load_environment({"environmentSuffix": suffix})], tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert sorted(manifest["stacks"]) == ["tap-stack-one", "tap-stack-two"]


def test_the_provider_is_constrained_to_a_range_and_named_in_full():
    required = stack_of()["terraform"]["required_providers"]["aws"]
    assert required == {"source": "hashicorp/aws", "version": "~> 5.100"}


@pytest.mark.parametrize(
    ("state", "backend", "expected"),
    [
        ({"backend": "local"}, "local", {"path": "../../../terraform.tap-stack-test.tfstate"}),
        (
            {"backend": "s3", "bucket": "tf-state-x", "region": "eu-west-1"},
            "s3",
            {
                "bucket": "tf-state-x",
                "encrypt": True,
                "key": "payinfra/tap-stack-test/terraform.tfstate",
                "region": "eu-west-1",
                "use_lockfile": True,
            },
        ),
    ],
)
def test_the_state_goes_where_the_spec_says(state, backend, expected):
    assert stack_of({"state": state})["terraform"]["backend"][backend] == expected


def test_the_state_can_live_in_hcp_terraform():
    cloud = stack_of({"state": {"backend": "cloud", "organization": "example"}})["terraform"]["cloud"]
    assert cloud["organization"] == "example"
    assert cloud["workspaces"] == {"name": "tap-stack-test"}


def test_every_resource_bears_the_tags_of_the_spec():
    tags = stack_of({"tags": {"CostCenter": "42"}})["provider"]["aws"][0]["default_tags"][0]["tags"]
    assert tags == {"Project": "payments", "CostCenter": "42", "Environment": "test", "ManagedBy": "payinfra"}
