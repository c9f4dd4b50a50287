"""The `account` section: what the AWS account allows."""

from __future__ import annotations

from dataclasses import dataclass

from generator.diagnostics.spec_path import SpecPath


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLimits:
    """Concurrency in executions at a time, in the environment's region."""

    pointer: SpecPath
    lambda_concurrency: int
