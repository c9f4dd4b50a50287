"""Run the steps of Terraform in a scratch folder."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.verify.child_process import ChildProcess
from generator.verify.errors import CannotVerify, disk_full_error
from generator.verify.plan import Change, planned_changes
from generator.verify.terraform_output import changed_resources, format_diagnostic, json_events, step_error

# The provider waits far more than it works; the more it has under way, the sooner an apply is over.
PARALLELISM = 50
# Terraform gives a provider a minute to start, which on a busy machine is too short. Nothing has been done by then.
PROVIDER_START_TIMEOUT = "timeout while waiting for plugin to start"
ATTEMPTS = 5
POLL_SECONDS = 0.2
PROGRESS_SECONDS = 10.0

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
        return [format_diagnostic(item) for item in report["diagnostics"] if item["severity"] == "error"]

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
        events = (event["change"] for event in json_events(out) if event.get("type") == "planned_change")
        return planned_changes(events)

    def apply(self, progress: Callable[[int], None] = lambda done: None) -> int:
        """Apply the stack and return how many resources that changed. `progress` is called with the number so far."""
        return changed_resources(self._run("apply", [*self._working(), "-auto-approve"], progress=progress))

    def apply_planned(self) -> int:
        """Apply the last plan and return how many resources that changed."""
        return changed_resources(self._run("apply", [*self._working(), "plan.bin"]))

    def destroy(self, progress: Callable[[int], None] = lambda done: None) -> int:
        """Destroy all that is in the state, without a refresh, and return how many resources that were."""
        return changed_resources(
            self._run("destroy", [*self._working(), "-auto-approve", "-refresh=false"], progress=progress)
        )

    def _working(self) -> list[str]:
        return ["-json", "-input=false", f"-parallelism={PARALLELISM}"]

    def _run(
        self, step: str, options: list[str], *, check: bool = True, progress: Callable[[int], None] | None = None
    ) -> str:
        for _ in range(ATTEMPTS):
            code, out, err = self._try(step, options, progress)
            if not (code and PROVIDER_START_TIMEOUT in out + err):
                break
        if code and check:
            raise step_error(step, out, err, self.folder, self.service_log)
        # Terraform does not notice when there is no room for what it prints, which always ends with a line.
        if out and not out.endswith("\n"):
            raise disk_full_error(self.folder)
        return out

    def _try(self, step: str, options: list[str], progress: Callable[[int], None] | None) -> tuple[int, str, str]:
        """The exit code, and what it wrote."""
        self._steps += 1
        out, err = (self.folder / f"{self._steps:02}-{step}.{kind}" for kind in ("out", "err"))
        child = ChildProcess(
            [self.program, step, *options], folder=self.folder, environment=self.environment, out=out, err=err
        )
        try:
            reported = time.monotonic()
            while (code := child.wait(POLL_SECONDS)) is None:
                self.watch()
                if progress and time.monotonic() - reported > PROGRESS_SECONDS:
                    reported = time.monotonic()
                    progress(changed_resources(read_text(out)))
            # What broke the step is reported before the messages that only follow from it.
            if code:
                self.watch()
        finally:
            child.stop()
        return code, read_text(out), read_text(err)


def read_text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
