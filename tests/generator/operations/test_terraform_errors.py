"""Why Terraform refused a step, in one line with what to do: its own words, of 1.11."""

from __future__ import annotations

import json

import pytest

from generator.operations.terraform_errors import terraform_error

LOCK = """\
Error message: resource temporarily unavailable
Lock Info:
  ID:        b1b40de4-e12a-68fb-caa9-cde7bb4686db
  Path:      terraform.tap-stack-ops.tfstate
  Operation: OperationTypePlan

Terraform acquires a state lock to protect the state from being written
by multiple users at the same time."""


@pytest.mark.parametrize(
    ("summary", "detail", "step", "told"),
    [
        (
            "Error acquiring the state lock",
            LOCK,
            "plan",
            "somebody else works on this environment: wait, or, where that run is surely gone, "
            "terraform force-unlock b1b40de4-e12a-68fb-caa9-cde7bb4686db",
        ),
        (
            "Saved plan is stale",
            "The given plan file can no longer be applied because the state was changed by another operation.",
            "apply",
            "plan again, and have the new plan approved",
        ),
        (
            "Saved plan does not match the given state",
            "The given plan file can not be applied because it was created from a different state lineage.",
            "apply",
            "the plan is of another state: plan this environment again",
        ),
        ("No valid credential sources found", "", "plan", "no AWS credentials that work: set AWS_PROFILE"),
        (
            "AWS account ID not allowed: 123456789012",
            "",
            "plan",
            "these credentials are of another account than the spec's: set AWS_PROFILE",
        ),
    ],
)
def test_a_refusal_is_one_line_that_ends_with_the_remedy(summary: str, detail: str, step: str, told: str) -> None:
    diagnostic = {"severity": "error", "summary": summary, "detail": detail}
    out = json.dumps({"type": "diagnostic", "diagnostic": diagnostic}) + "\n"
    text = str(terraform_error("terraform", step, out, ""))
    assert text.startswith(f"terraform {step}: {summary}")
    assert text.endswith(told)
    assert "\n" not in text


def test_what_nobody_knows_is_told_in_the_words_of_the_program() -> None:
    text = str(terraform_error("tofu", "init", "", "╷\n│ Error: Unsupported argument\n│ \n│   on x.tf line 1\n╵\n"))
    assert text == "tofu init failed\n  Unsupported argument on x.tf line 1"
