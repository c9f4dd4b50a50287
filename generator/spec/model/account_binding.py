"""The AWS account that the stack belongs to: which it is, how Terraform gets in, and what validation must know of
it.

Generated from schemas/account-binding.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record


class AccountBinding(Record):
    """The AWS account that the stack belongs to: which it is, how Terraform gets in, and what validation must know
    of it.
    """

    pointer: SpecPath
    id: str | None
    """The twelve digits of the account, in quotes. Terraform then refuses to plan with the credentials of any
    other, and validate tells apart what two accounts have.
    """
    assume_role_arn: str | None
    """The role that Terraform assumes in the account; the credentials themselves are used where it is not given."""
    lambda_concurrency: int
    """The account's quota of concurrent Lambda executions in the region, less what other environments in it
    reserve. 100 of it always stay unreserved. A new account has 10 or 50; Terraform compares the real quota
    before it makes anything.
    """
