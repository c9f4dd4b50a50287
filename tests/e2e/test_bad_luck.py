"""What bad luck gets: one clear line with what to do, no orphan, nothing half-written, a second run that works."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from generator.verify.emulators import server_process, servers
from generator.verify.emulators.servers import running_emulators
from generator.verify.errors import CannotVerify
from generator.verify.lifecycle import run_lifecycle, run_lifecycles
from tests.support.signals import hear_interrupts
from tests.support.terraform import require_terraform
from tests.support.waiting import PATIENCE_SECONDS, wait_until

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("bad-luck")]


def stack(folder: Path, resources: Mapping[str, Any]) -> Path:
    """A stack of a few resources, in the shape of a synthesized one."""
    folder.mkdir()
    tags = {"Environment": folder.name}
    content = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "provider": {"aws": [{"region": "us-east-1", "default_tags": [{"tags": tags}]}]},
        "resource": resources,
    }
    (folder / "cdk.tf.json").write_text(json.dumps(content))
    return folder


def parameter(name: str, **more: Any) -> dict[str, Any]:
    return {"aws_ssm_parameter": {"it": {"name": f"/{name}/it", "type": "String", "value": "x", **more}}}


# The provider polls a new queue for 25 seconds.
SLOW = {"aws_sqs_queue": {"slow": {"name": "slow-queue"}}}


@pytest.fixture
def short() -> Iterator[Path]:
    """A temporary folder with a short path, as a user's is: addresses of sockets stand in it."""
    with tempfile.TemporaryDirectory(prefix="e2e.") as folder:
        yield Path(folder)


@pytest.fixture
def mirror(monkeypatch) -> None:
    monkeypatch.setenv("PAYINFRA_TF_MIRROR", str(require_terraform()))


@pytest.fixture
def own_emulators(mirror, tmp_path) -> Iterator[servers.Emulators]:
    """A pair that a test may break."""
    with running_emulators(tmp_path / "emulators") as emulators:
        yield emulators


def payinfra(*arguments: str, folder: Path, **changes: str | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=ROOT,
        env=variables(folder, **changes),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS * 3,
    )


def variables(folder: Path, **changes: str | None) -> dict[str, str]:
    """A user's environment without AWS credentials. None takes a variable out."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_", "PAYINFRA_"))}
    plain |= {
        "TMPDIR": str(folder),
        "PAYINFRA_TF_MIRROR": str(require_terraform()),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    merged: dict[str, str | None] = {**plain, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def processes_in(folder: Path) -> list[str]:
    """The command lines of all processes that stand in a folder or name it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            stands = str((process / "cwd").readlink())
        except OSError:
            continue
        if str(folder) in command or stands.startswith(str(folder)):
            found.append(command)
    return found


def no_process_stays_in(folder: Path) -> None:
    wait_until(lambda: processes_in(folder) == [], f"no process in {folder}")


def test_a_sound_stack_leaves_nothing(own_emulators, tmp_path):
    said: list[str] = []
    result = run_lifecycle(stack(tmp_path / "well", parameter("well")), own_emulators, said.append)
    assert result.faults == []
    assert (result.applied, result.drift, result.destroyed, result.leftovers) == (1, [], 1, [])
    assert [line.partition(" in ")[0] for line in said][-1] == "well: destroyed 1 resources"


def test_what_is_left_behind_is_listed(own_emulators, tmp_path, monkeypatch):
    left = [{"kind": "table", "name": "table-well"}, {"kind": "key that waits for deletion", "name": "k-well"}]
    monkeypatch.setattr(servers.Emulators, "resources", lambda emulators, region: left)
    result = run_lifecycle(stack(tmp_path / "well", parameter("well")), own_emulators, print)
    assert result.faults == ["left behind: table table-well"]


def test_a_step_that_is_refused_is_reported_and_the_rest_is_destroyed(own_emulators, tmp_path):
    alias = {"name": "no", "function_name": "there-is-none", "function_version": "1"}
    resources = {**parameter("half"), "aws_lambda_alias": {"no": alias}}
    result = run_lifecycle(stack(tmp_path / "half", resources), own_emulators, print)
    assert any(fault.startswith("apply: aws_lambda_alias.no: ") for fault in result.faults), result.faults
    assert (result.applied, result.destroyed) == (1, 1)


@pytest.mark.parametrize("name", ["moto", "MiniStack"])
def test_an_emulator_that_is_killed_in_mid_apply_ends_it_at_once(own_emulators, tmp_path, name):
    folder = stack(tmp_path / "slow", SLOW)
    (victim,) = [emulator for emulator in own_emulators.running if emulator.name == name]

    def kill_when_it_applies() -> None:
        wait_until(lambda: bool(list(folder.glob("*-apply.out"))), "the apply has begun")
        os.killpg(victim.child.group, signal.SIGKILL)

    killer = Thread(target=kill_when_it_applies)
    killer.start()
    with pytest.raises(CannotVerify, match=f"the emulator {name} has ended .*run it again"):
        run_lifecycles([folder], own_emulators, print)
    killer.join()
    no_process_stays_in(folder)


def test_a_port_that_is_taken_is_passed_over(mirror, tmp_path, monkeypatch):
    with socket.create_server((servers.HOST, 0)) as stranger:
        taken, free = stranger.getsockname()[1], server_process.free_port
        offered = iter([taken])
        monkeypatch.setattr(server_process, "free_port", lambda: next(offered, None) or free())
        with running_emulators(tmp_path / "emulators") as emulators:
            assert str(taken) not in "".join(emulators.urls().values())
    no_process_stays_in(tmp_path)


def test_when_every_port_is_taken_it_says_so_and_leaves_no_process(mirror, tmp_path, monkeypatch):
    with socket.create_server((servers.HOST, 0)) as stranger:
        taken = stranger.getsockname()[1]
        monkeypatch.setattr(server_process, "free_port", lambda: taken)
        started = running_emulators(tmp_path / "emulators")
        with pytest.raises(
            CannotVerify, match=f"no free port for moto .* the last one, {taken}, was taken; run it again"
        ):
            started.__enter__()
    no_process_stays_in(tmp_path)


def test_emulators_listen_on_the_loopback_interface_only(own_emulators):
    listening = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True, check=False).stdout
    groups = {emulator.child.group for emulator in own_emulators.running}
    ours = [line for line in listening.splitlines() if any(_is_of(line, group) for group in groups)]
    assert len(ours) == 2
    assert all(f"{servers.HOST}:" in line.split()[3] for line in ours)


def _is_of(line: str, group: int) -> bool:
    processes = [int(word.partition(",")[0]) for word in line.split("pid=")[1:]]
    return any(os.getpgid(process) == group for process in processes)


@pytest.mark.parametrize(
    ("sentence", "arguments", "changes", "words"),
    [
        ("no Terraform", [], {"PATH": "/nowhere"}, "there is no terraform on the PATH: install Terraform 1.10"),
        ("a mirror without the provider", [], {"PAYINFRA_TF_MIRROR": "/tmp"}, "PAYINFRA_TF_MIRROR is '/tmp', but"),
        ("no emulators", ["--emulate"], {"PAYINFRA_EMULATORS": "/nowhere"}, "run `make emulators`"),
    ],
)
def test_what_is_missing_is_told_in_one_line_before_anything_is_done(short, sentence, arguments, changes, words):
    result = payinfra("verify", "dev", *arguments, folder=short, **changes)
    assert result.returncode == 2, sentence
    assert words in _last(result.stderr)
    assert result.stdout == ""
    assert list(short.iterdir()) == []


def test_a_provider_that_cannot_be_had_is_told_in_one_line(short):
    empty = short / "empty.tfrc"
    empty.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{short}"\n  }}\n}}\n')
    result = payinfra("verify", "dev", folder=short, PAYINFRA_TF_MIRROR=None, TF_CLI_CONFIG_FILE=str(empty))
    assert result.returncode == 2
    assert "terraform init cannot get the AWS provider: connect to registry.terraform.io" in _last(result.stderr)
    assert [path.name for path in short.iterdir()] == ["empty.tfrc"]


def test_without_credentials_it_validates_and_says_how_to_go_on(short):
    result = payinfra("verify", "dev", folder=short)
    assert (result.returncode, _findings_aside(result.stderr)) == (0, [])
    valid, not_planned = result.stdout.splitlines()
    assert "resources are valid" in valid
    assert "not planned, without AWS credentials that work: set AWS_PROFILE, or add --emulate" in not_planned
    assert list(short.iterdir()) == []


LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from generator.cli.main import main
from generator.verify.emulators.servers import running_emulators
from generator.verify.lifecycle import run_lifecycle

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
"""


@pytest.mark.parametrize(
    ("sentence", "program"),
    [
        ("while the stack is synthesized", "limit(65536)\nsys.exit(main(['verify', 'dev']))"),
        (
            "while Terraform applies",
            "with running_emulators(Path(sys.argv[1]) / 'emulators') as emulators:\n"
            "    limit(1024)\n"
            "    run_lifecycle(Path(sys.argv[1]) / 'full', emulators, print)\n",
        ),
    ],
)
def test_a_full_disk_is_told_in_one_line(short, sentence, program):
    stack(short / "full", parameter("full", description="x" * 1000))
    result = subprocess.run(
        [sys.executable, "-c", LITTLE_ROOM + program, str(short)],
        cwd=ROOT,
        env=variables(short),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert result.returncode == (2 if "main" in program else 1), sentence
    assert "no room left to write in" in result.stderr.splitlines()[-1], sentence
    assert not list(short.glob("payinfra-verify.*"))
    no_process_stays_in(short)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_no_process_and_the_next_one_works(short, how):
    run = subprocess.Popen(
        [sys.executable, "-m", "generator", "verify", "dev", "--emulate"],
        cwd=ROOT,
        env=variables(short),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=hear_interrupts,
    )
    assert run.stdout is not None
    while "applying" not in run.stdout.readline():
        assert run.poll() is None
    assert any("terraform" in command for command in processes_in(short))
    run.send_signal(how)
    run.wait(PATIENCE_SECONDS)
    run.stdout.close()
    assert run.returncode in (-9, 130, 143)
    no_process_stays_in(short)
    left = [path.name for path in short.iterdir()]
    assert (left == []) or (how == signal.SIGKILL and left == [f"payinfra-verify.{run.pid}.{left[0][-8:]}"])
    again = payinfra("verify", "dev", folder=short)
    assert again.returncode == 0
    assert list(short.iterdir()) == []


def _last(text: str) -> str:
    lines = text.splitlines()
    assert "Traceback" not in text
    return lines[-1] if lines else ""


def _findings_aside(text: str) -> list[str]:
    return [line for line in text.splitlines() if ": warning: " not in line]
