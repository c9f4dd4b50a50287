"""Report in one line why a step of Terraform failed, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.verify.terraform_output import reported_errors

LONGEST = 600
# Words of Terraform and OpenTofu, and what helps.
REMEDIES: tuple[tuple[str, str], ...] = (
    (
        "Error acquiring the state lock",
        "somebody else works on this environment: wait, or, where that run is surely gone, {name} force-unlock {lock}",
    ),
    ("Saved plan is stale", "the environment has changed since: plan again, and have the new plan approved"),
    ("Saved plan does not match the given state", "the plan is of another state: plan this environment again"),
    ("No valid credential sources found", "no AWS credentials that work: set AWS_PROFILE"),
    ("ExpiredToken", "the AWS credentials have expired: get new ones"),
    ("InvalidClientTokenId", "AWS does not know the credentials: set AWS_PROFILE"),
    ("AWS account ID not allowed", "these credentials are of another account than the spec's: set AWS_PROFILE"),
    ("query available provider packages", "the AWS provider cannot be had: connect to its registry, or name a mirror"),
    ("Failed to install provider", "the AWS provider cannot be had: connect to its registry, or name a mirror"),
    (
        "does not match any of the checksums",
        "the provider is not the one of the lock file: look why before you write a new lock",
    ),
    ("no space left on device", "no room left on the disk"),
)


class TerraformError(Exception):
    """A failed step of Terraform, in one line, with the remedy where one is known."""


def terraform_error(name: str, step: str, out: str, err: str) -> TerraformError:
    """Return the error of a step from its output."""
    text = f"{out}\n{err}"
    errors = reported_errors(out) or list(_plain_errors(text)) or ["there was no output"]
    for words, remedy in REMEDIES:
        if words.lower() in text.lower():
            first = next((error for error in errors if words.lower() in error.lower()), errors[0])
            return TerraformError(f"{name} {step}: {first[:LONGEST]}: {remedy.format(name=name, lock=_lock(text))}")
    return TerraformError("\n  ".join([f"{name} {step} failed", *(error[:LONGEST] for error in errors)]))


def _plain_errors(text: str) -> Iterator[str]:
    plain = " ".join(text.replace("│", " ").replace("╷", " ").replace("╵", " ").split())
    yield from (part.strip() for part in plain.split("Error: ")[1:])


def _lock(text: str) -> str:
    found = re.search(r"ID:\s+([0-9a-f-]{36})", text)
    return found[1] if found else "LOCK_ID"
