"""Define the errors of a verification, each with one line that says what to do."""

from __future__ import annotations


class CannotVerify(Exception):
    """Something around us is missing or broken: a tool, a port, room on the disk. The stack has not been judged."""


class StepFailed(Exception):
    """Terraform refused a step: the stack, or what it met, is at fault.

    `details` are Terraform's own errors, each with the address and the service's answer, then what an emulator logged.
    """

    def __init__(self, step: str, details: list[str]) -> None:
        super().__init__("\n  ".join([f"terraform {step} failed", *details]))
        self.step = step
        self.details = details


DISK_FULL_MESSAGES = ("no space left on device", "file too large", "file size limit exceeded", "disk quota exceeded")


def disk_full_error(where: object) -> CannotVerify:
    """Return the error of a full disk, or of a limit on files."""
    return CannotVerify(f"no room left to write in {where}: free some, or set TMPDIR to a folder that has 1 GB")
