"""Verify a stack by a plan in the user's AWS account."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.verify.errors import StepFailed
from generator.verify.lifecycle import ProgressCallback
from generator.verify.plan import Change, changes
from generator.verify.result import Result
from generator.verify.stack_folder import (
    prepare_for_account,
    read_stack,
    resource_total,
)
from generator.verify.terraform import CREDENTIALS, Terraform
from generator.verify.terraform_environment import environment_for


def plan_in_account(folder: Path, project: Path, report: ProgressCallback) -> Result:
    """Validate, then plan with the user's credentials; without any report that there is no plan."""
    result = Result(folder.name, resource_total(read_stack(folder)))
    prepare_for_account(folder, project)
    terraform = Terraform(folder, environment_for(folder))
    terraform.initialize(backend=False)
    result.faults += terraform.validate()
    if result.faults:
        return result
    report(f"{result.name}: {result.declared} resources are valid")
    try:
        terraform.initialize(backend=True)
        planned = changes(terraform.plan())
    except StepFailed as error:
        if any(words in detail for detail in error.details for words in CREDENTIALS):
            report(f"{result.name}: not planned, without AWS credentials that work: set AWS_PROFILE, or add --emulate")
        else:
            result.faults += [f"{error.step}: {detail}" for detail in error.details]
        return result
    report(f"{result.name}: the plan {count_changes(planned)}")
    return result


def count_changes(planned: Sequence[Change]) -> str:
    """Return the counts of a plan in half a line."""
    counts = {
        "creates": sum(change.actions == ("create",) for change in planned),
        "changes": sum(change.actions == ("update",) for change in planned),
        "replaces": sum(change.is_replacement for change in planned),
        "destroys": sum(change.actions == ("delete",) for change in planned),
    }
    return ", ".join(f"{verb} {count}" for verb, count in counts.items())
