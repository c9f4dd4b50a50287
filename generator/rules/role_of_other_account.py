"""Terraform refuses to plan where the role that it assumes leads into another account than the one that is named."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "ACC008"
LEVEL = "error"
SUMMARY = "the role that Terraform assumes is of another account"
SOURCE = "Terraform AWS provider, allowed_account_ids and assume_role"


def check(env: Environment) -> Iterator[Finding]:
    account = env.account
    owner = account.assume_role_arn.split(":")[4] if account.assume_role_arn is not None else account.id
    if account.id is not None and owner != account.id:
        message = f"the role is of account {owner}, and 'id' is {account.id}: every plan is refused; change one of them"
        yield Finding(CODE, account.pointer / "assumeRoleArn", message)
