"""Run the checks of a preflight and print their rows.

Exit codes: 0 nothing stops an apply, 1 something does, 2 boto3 or credentials are missing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from generator.diagnostics.json_text import json_text
from generator.spec.model import Environment
from generator.verify.errors import CannotVerify
from generator.verify.preflight.account import AwsAccount, Unanswered
from generator.verify.preflight.checks import CHECKS, Check
from generator.verify.preflight.rows import Row

WELL, FAULTS, MISSING = 0, 1, 2


def preflight(env: Environment, *, as_json: bool, checks: Iterable[Check] = CHECKS) -> int:
    """Run the command and return its exit code."""
    try:
        aws = AwsAccount(env.aws_region)
        aws.identity()
        rows = [row for check in checks for row in _rows(check, aws, env)]
    except CannotVerify as problem:
        print(f"payinfra: {problem}", file=sys.stderr)
        return MISSING
    sys.stdout.write(json_text([asdict(row) for row in rows]) if as_json else "".join(f"{row}\n" for row in rows))
    return FAULTS if any(row.status == "error" for row in rows) else WELL


def _rows(check: Check, aws: AwsAccount, env: Environment) -> Iterator[Row]:
    """What a check finds; where AWS does not answer, a row that says so, and the other checks go on."""
    try:
        yield from check(aws, env)
    except Unanswered as reason:
        remedy = "ask with credentials that may read it"
        yield Row(check.__name__.replace("_", " "), "unknown", f"AWS does not say: {reason}", remedy)
