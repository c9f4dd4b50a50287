"""What the AWS account of the environment allows, where validation must know it.

Generated from schemas/account.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record


class AccountLimits(Record):
    """What the AWS account of the environment allows, where validation must know it."""

    pointer: SpecPath
    lambda_concurrency: int
    """The account's limit of concurrent Lambda executions in the region, less what other environments in it
    reserve. 100 of it always stay unreserved.
    """
