"""Terraform's output becomes counts and single lines; what is missing around it differs from a bad stack."""

from __future__ import annotations

import json

import pytest

from generator.verify.errors import CannotVerify, StepFailed
from generator.verify.terraform import Terraform
from generator.verify.terraform_environment import environment_for

BOXED = """
╷
│ Error: Terraform encountered problems during initialisation
│
│ described below.
╵
╷
│ Error: Missing block label
│
│   on cdk.tf.json line 1:
╵
"""


def event(kind, **more):
    return json.dumps({"type": kind, **more})


def completed(action, address="aws_lb.it"):
    return event("apply_complete", hook={"action": action, "resource": {"addr": address}})


def failed(summary, detail="", address=None):
    found = {"severity": "error", "summary": summary, "detail": detail, "address": address}
    return event("diagnostic", diagnostic=found)


@pytest.fixture
def terraform(tmp_path):
    """Terraform, played by a script that prints what a test wants and exits as it wants."""

    def play(out: str = "", err: str = "", code: int = 0, end: str = "\n") -> Terraform:
        (tmp_path / "out.txt").write_text(out and f"{out}{end}")
        (tmp_path / "err.txt").write_text(err)
        program = tmp_path / "terraform"
        program.write_text(f"#!/bin/sh\ncat out.txt\ncat err.txt >&2\nexit {code}\n")
        program.chmod(0o755)
        return Terraform(tmp_path, {"PATH": "/usr/bin:/bin"}, program=str(program))

    return play


def test_it_counts_what_was_made_changed_and_removed_and_not_what_was_read(terraform):
    lines = [completed("create"), completed("update"), completed("delete"), completed("read"), event("version")]
    assert terraform("\n".join(lines)).apply() == 3


def test_a_line_that_is_still_being_written_is_passed_over(terraform):
    assert terraform(completed("create") + "\n" + completed("create")[:-20]).apply() == 1


def test_every_error_of_a_step_is_one_line_with_its_address(terraform):
    lines = [failed("no such thing", "first\n  second", "aws_lb.it"), failed("and another")]
    with pytest.raises(StepFailed) as refused:
        terraform("\n".join(lines), code=1).apply()
    assert refused.value.details == ["aws_lb.it: no such thing: first second", "and another"]


def test_a_failed_step_says_what_terraform_was_answered_and_what_the_service_logged(terraform):
    playing = terraform(failed("deleting it", "StatusCode: 500, api error: no", "aws_lb.it"), code=1)
    playing.service_log = lambda: ["moto logged: KeyError: 'it'"]
    with pytest.raises(StepFailed) as refused:
        playing.destroy()
    assert str(refused.value).splitlines() == [
        "terraform destroy failed",
        "  aws_lb.it: deleting it: StatusCode: 500, api error: no",
        "  moto logged: KeyError: 'it'",
    ]


def test_a_provider_that_is_late_is_started_again(tmp_path):
    program = tmp_path / "terraform"
    late = failed("Failed to load plugin schemas", "timeout while waiting for plugin to start")
    program.write_text(
        f"#!/bin/sh\ntest -e tried && echo '{completed('create')}' && exit 0\ntouch tried\necho '{late}'\nexit 1\n"
    )
    program.chmod(0o755)
    assert Terraform(tmp_path, {"PATH": "/usr/bin:/bin"}, program=str(program)).apply() == 1


def test_a_provider_that_never_starts_is_told(terraform):
    with pytest.raises(StepFailed, match="timeout while waiting for plugin to start"):
        terraform(failed("no schemas", "timeout while waiting for plugin to start"), code=1).apply()


def test_an_error_for_people_is_one_line_too_and_only_the_telling_one(terraform):
    with pytest.raises(StepFailed) as refused:
        terraform(err=BOXED, code=1).initialize(backend=True)
    assert refused.value.details == ["Missing block label on cdk.tf.json line 1: ╵"]


@pytest.mark.parametrize(
    ("sentence", "said", "words"),
    [
        ("no provider", "Error: Failed to query available provider packages", "cannot get the AWS provider"),
        ("a full disk", "write terraform.tfstate: no space left on device", "no room left to write in"),
    ],
)
def test_what_is_missing_around_it_is_no_fault_of_the_stack(terraform, sentence, said, words):
    with pytest.raises(CannotVerify, match=words):
        terraform(err=said, code=1).initialize(backend=True)


def test_what_watches_a_step_ends_it(terraform):
    playing = terraform(err="it broke", code=1)

    def watch() -> None:
        raise CannotVerify("the emulator has ended")

    playing.watch = watch
    with pytest.raises(CannotVerify, match="the emulator has ended"):
        playing.apply()


@pytest.mark.parametrize("step", [Terraform.shown, Terraform.validate, Terraform.apply, Terraform.destroy])
def test_an_output_that_is_cut_off_is_a_lack_of_room(terraform, step):
    with pytest.raises(CannotVerify, match="no room left"):
        step(terraform(completed("create"), end=""))


def test_a_mirror_without_the_provider_is_told_before_terraform_starts(tmp_path):
    with pytest.raises(CannotVerify, match=r"PAYINFRA_TF_MIRROR is .* but there is no registry.terraform.io"):
        environment_for(tmp_path, {"PAYINFRA_TF_MIRROR": str(tmp_path)})


def test_the_mirror_that_is_named_is_the_only_source(tmp_path):
    (tmp_path / "registry.terraform.io" / "hashicorp" / "aws").mkdir(parents=True)
    variables = environment_for(tmp_path, {"PAYINFRA_TF_MIRROR": str(tmp_path), "TF_CLI_CONFIG_FILE": "/theirs"})
    assert str(tmp_path.resolve()) in (tmp_path / "cli.tfrc").read_text()
    assert variables["TF_CLI_CONFIG_FILE"] == str(tmp_path / "cli.tfrc")


def test_its_heap_may_grow_unless_the_caller_says_otherwise(tmp_path):
    assert environment_for(tmp_path, {})["GOGC"] == "300"
    assert environment_for(tmp_path, {"GOGC": "100"})["GOGC"] == "100"


def test_settings_that_would_change_what_is_read_are_left_out(tmp_path):
    variables = environment_for(tmp_path, {"TF_CLI_ARGS": "-destroy", "TF_WORKSPACE": "other", "HOME": "/home"})
    assert {"TF_CLI_ARGS", "TF_WORKSPACE"}.isdisjoint(variables)
    assert variables["HOME"] == "/home"
