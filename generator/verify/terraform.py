"""Run Terraform in a scratch folder and parse its JSON: steps in, counts and messages out."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.verify.emulators.override import STATE_FILE
from generator.verify.plan import Change, planned_changes
from generator.verify.problems import NO_ROOM, CannotVerify, StepFailed, no_room
from generator.verify.processes import Child

# The provider waits far more than it works; the more it has under way, the sooner an apply is over.
PARALLELISM = 50
NEARLY_NOTHING = 1_000_000
# Terraform gives a provider a minute to start, which on a busy machine is too short. Nothing has been done by then.
LATE_PROVIDER = "timeout while waiting for plugin to start"
STARTS = 5
ERROR_LENGTH = 600
POLL_SECONDS = 0.2
PROGRESS_SECONDS = 10.0
MIRROR_VARIABLE = "PAYINFRA_TF_MIRROR"
PROVIDER = Path("registry.terraform.io", "hashicorp", "aws")

INSTALL = "install Terraform 1.10 or newer (https://developer.hashicorp.com/terraform/install) and put it on the PATH"
CREDENTIALS = ("No valid credential sources found", "failed to refresh cached credentials", "InvalidClientTokenId")


def executable() -> str:
    """Return the path of Terraform. Raises CannotVerify where there is none."""
    found = shutil.which("terraform")
    if found is None:
        raise CannotVerify(f"there is no terraform on the PATH: {INSTALL}")
    return found


@dataclass(slots=True)
class Terraform:
    """One stack in one folder.

    `watch` is asked again and again while a step runs: it raises to end the step. `service_log` is asked when one has
    failed: the errors that the service itself has logged, where that is an emulator.
    """

    folder: Path
    environment: Mapping[str, str]
    watch: Callable[[], None] = lambda: None
    program: str = field(default_factory=executable)
    service_log: Callable[[], Sequence[str]] = lambda: ()
    _steps: int = 0

    def initialize(self, *, backend: bool) -> None:
        """Link the provider, and with `backend` open the state."""
        self._run("init", ["-input=false", "-no-color", *(["-reconfigure"] if backend else ["-backend=false"])])

    def validate(self) -> list[str]:
        """Return the errors of `terraform validate`, each in one line."""
        report = json.loads(self._run("validate", ["-json"], check=False))
        return [_one_line(item) for item in report["diagnostics"] if item["severity"] == "error"]

    def plan(self, *, refresh: bool = True) -> dict[str, Any]:
        """Return the plan in Terraform's own JSON; empty where there is nothing to do.

        Without `refresh` the state is taken for what there is.
        """
        return self.shown() if self.planned(refresh=refresh) else {}

    def shown(self) -> dict[str, Any]:
        """Return the last plan in Terraform's own JSON, whether it changes anything or not."""
        plan: dict[str, Any] = json.loads(self._run("show", ["-no-color", "-json", "plan.bin"]))
        return plan

    def planned(self, *, refresh: bool = True) -> list[Change]:
        """Return the planned changes by address and action alone, which is quicker than the whole plan."""
        out = self._run("plan", [*self._working(), "-lock=false", f"-refresh={str(refresh).lower()}", "-out=plan.bin"])
        events = (event["change"] for event in _events(out) if event.get("type") == "planned_change")
        return planned_changes(events)

    def apply(self, progress: Callable[[int], None] = lambda done: None) -> int:
        """Apply the stack and return how many resources that changed. `progress` is called with the number so far."""
        return _finished(self._run("apply", [*self._working(), "-auto-approve"], progress=progress))

    def apply_planned(self) -> int:
        """Apply the last plan and return how many resources that changed."""
        return _finished(self._run("apply", [*self._working(), "plan.bin"]))

    def destroy(self, progress: Callable[[int], None] = lambda done: None) -> int:
        """Destroy all that is in the state, without a refresh, and return how many resources that were."""
        return _finished(self._run("destroy", [*self._working(), "-auto-approve", "-refresh=false"], progress=progress))

    def state(self) -> dict[str, Any]:
        """Return the state of a local backend, values and all; empty before the first apply."""
        try:
            state: dict[str, Any] = json.loads(_read(self.folder / STATE_FILE) or "{}")
        except ValueError:
            # Terraform has ended by itself, so that only a lack of room can have cut its state off.
            raise no_room(self.folder) from None
        return state

    def _working(self) -> list[str]:
        return ["-json", "-input=false", f"-parallelism={PARALLELISM}"]

    def _run(
        self, step: str, options: list[str], *, check: bool = True, progress: Callable[[int], None] | None = None
    ) -> str:
        for _ in range(STARTS):
            code, out, err = self._try(step, options, progress)
            if not (code and LATE_PROVIDER in out + err):
                break
        if code and check:
            raise _failure(step, out, err, self.folder, self.service_log)
        return out

    def _try(self, step: str, options: list[str], progress: Callable[[int], None] | None) -> tuple[int, str, str]:
        """The exit code, and what it wrote."""
        self._steps += 1
        out, err = (self.folder / f"{self._steps:02}-{step}.{kind}" for kind in ("out", "err"))
        child = Child(
            [self.program, step, *options], folder=self.folder, environment=self.environment, out=out, err=err
        )
        try:
            reported = time.monotonic()
            while (code := child.wait(POLL_SECONDS)) is None:
                self.watch()
                if progress and time.monotonic() - reported > PROGRESS_SECONDS:
                    reported = time.monotonic()
                    progress(_finished(_read(out)))
            # What broke the step is reported before the messages that only follow from it.
            if code:
                self.watch()
        finally:
            child.stop()
        return code, _read(out), _read(err)


def environment_for(folder: Path, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return Terraform's variables: the caller's, without prompts, and with the provider mirror that is named."""
    variables = dict(os.environ if base is None else base)
    variables |= {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}
    for changing in ("TF_CLI_ARGS", "TF_DATA_DIR", "TF_WORKSPACE", "TF_LOG", "TF_LOG_PATH"):
        variables.pop(changing, None)
    if mirror := variables.get(MIRROR_VARIABLE):
        variables["TF_CLI_CONFIG_FILE"] = str(_mirror_configuration(Path(mirror), folder))
    return variables


def _mirror_configuration(mirror: Path, folder: Path) -> Path:
    if not (mirror / PROVIDER).is_dir():
        raise CannotVerify(
            f"{MIRROR_VARIABLE} is {str(mirror)!r}, but there is no {PROVIDER} in it: name a mirror's root"
        )
    file = folder / "cli.tfrc"
    root = json.dumps(str(mirror.resolve()))
    file.write_text(
        f"provider_installation {{\n  filesystem_mirror {{\n    path = {root}\n  }}\n}}\n", encoding="utf-8"
    )
    return file


def _failure(step: str, out: str, err: str, folder: Path, service_log: Callable[[], Sequence[str]]) -> Exception:
    output = f"{out}\n{err}"
    # On a full disk the message itself may be what found no room.
    if any(words in output.lower() for words in NO_ROOM) or shutil.disk_usage(folder).free < NEARLY_NOTHING:
        return no_room(folder)
    if step == "init" and ("query available provider packages" in output or "Failed to install provider" in output):
        return CannotVerify(
            "terraform init cannot get the AWS provider: connect to registry.terraform.io, or name a mirror in "
            f"{MIRROR_VARIABLE} or TF_CLI_CONFIG_FILE"
        )
    return StepFailed(step, [*(reported_errors(out) or _errors_in(output)), *service_log()])


def reported_errors(out: str) -> list[str]:
    """Return the errors in what a step with `-json` wrote, each in one line with its address."""
    return [_one_line(event["diagnostic"]) for event in _events(out) if _is_error(event)]


def _errors_in(text: str) -> list[str]:
    """Return what follows each `Error:` of a text for people, each in one line; its last words where there is none."""
    plain = " ".join(text.replace("│", " ").split())
    errors = [part.strip() for part in plain.split("Error: ")[1:]]
    # Terraform's first words on a bad configuration say only that what follows is wrong with it.
    telling = [error for error in errors if not error.startswith("Terraform encountered problems")]
    return [error[:ERROR_LENGTH] for error in telling or errors] or [plain[-ERROR_LENGTH:] or "there was no output"]


def _one_line(diagnostic: Mapping[str, Any]) -> str:
    address = f"{diagnostic['address']}: " if diagnostic.get("address") else ""
    detail = " ".join(str(diagnostic.get("detail", "")).split())
    return f"{address}{diagnostic['summary']}{': ' + detail if detail else ''}"


def _is_error(event: Mapping[str, Any]) -> bool:
    return event.get("type") == "diagnostic" and event["diagnostic"]["severity"] == "error"


def _finished(out: str) -> int:
    """Return how many resources a step has created, changed or destroyed. A replacement counts twice."""
    return sum(
        1
        for event in _events(out)
        if event.get("type") == "apply_complete" and event["hook"]["action"] in ("create", "update", "delete")
    )


def _events(out: str) -> Iterator[Mapping[str, Any]]:
    for line in out.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue  # the last line, still being written
        if isinstance(event, dict):
            yield event


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
