"""Parse what a step of Terraform has written: counts, errors and their cause."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.verify.errors import DISK_FULL_MESSAGES, CannotVerify, StepFailed, disk_full_error
from generator.verify.terraform_environment import MIRROR_VARIABLE

MINIMUM_FREE_BYTES = 1_000_000
ERROR_LENGTH = 600


def step_error(step: str, out: str, err: str, folder: Path, service_log: Callable[[], Sequence[str]]) -> Exception:
    output = f"{out}\n{err}"
    # On a full disk the message itself may be what found no room.
    if (
        any(words in output.lower() for words in DISK_FULL_MESSAGES)
        or shutil.disk_usage(folder).free < MINIMUM_FREE_BYTES
    ):
        return disk_full_error(folder)
    if step == "init" and ("query available provider packages" in output or "Failed to install provider" in output):
        return CannotVerify(
            "terraform init cannot get the AWS provider: connect to registry.terraform.io, or name a mirror in "
            f"{MIRROR_VARIABLE} or TF_CLI_CONFIG_FILE"
        )
    return StepFailed(step, [*(reported_errors(out) or _errors_in(output)), *service_log()])


def reported_errors(out: str) -> list[str]:
    """Return the errors in what a step with `-json` wrote, each in one line with its address."""
    return [format_diagnostic(event["diagnostic"]) for event in json_events(out) if _is_error(event)]


def _errors_in(text: str) -> list[str]:
    """Return what follows each `Error:` of a text for people, each in one line; its last words where there is none."""
    plain = " ".join(text.replace("│", " ").split())
    errors = [part.strip() for part in plain.split("Error: ")[1:]]
    # Terraform's first words on a bad configuration say only that what follows is wrong with it.
    telling = [error for error in errors if not error.startswith("Terraform encountered problems")]
    return [error[:ERROR_LENGTH] for error in telling or errors] or [plain[-ERROR_LENGTH:] or "there was no output"]


def format_diagnostic(diagnostic: Mapping[str, Any]) -> str:
    address = f"{diagnostic['address']}: " if diagnostic.get("address") else ""
    detail = " ".join(str(diagnostic.get("detail", "")).split())
    return f"{address}{diagnostic['summary']}{': ' + detail if detail else ''}"


def _is_error(event: Mapping[str, Any]) -> bool:
    return event.get("type") == "diagnostic" and event["diagnostic"]["severity"] == "error"


def changed_resources(out: str) -> int:
    """Return how many resources a step has created, changed or destroyed. A replacement counts twice."""
    return sum(
        1
        for event in json_events(out)
        if event.get("type") == "apply_complete" and event["hook"]["action"] in ("create", "update", "delete")
    )


def json_events(out: str) -> Iterator[Mapping[str, Any]]:
    for line in out.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue  # the last line, still being written
        if isinstance(event, dict):
            yield event
