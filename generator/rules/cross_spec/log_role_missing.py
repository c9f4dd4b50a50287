"""API Gateway refuses a stage that writes logs while the account has no role for them: the apply fails late, when most
of the stack is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diagnostics.findings import Finding
from generator.planning.spec_facts import ACCOUNT_LOG_ROLE, SpecFacts

CODE = "ACC003"
LEVEL = "warning"
SUMMARY = "no spec gives API Gateway its role for logs"
SOURCE = (
    "API Gateway developer guide, Set up CloudWatch logging: CloudWatch Logs role ARN must be set in account settings"
)


def check(position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]:
    one = specs[position]
    if one.kind == "account" or any(other.log_role and one.shares_account(other) for other in specs):
        return
    message = (
        "in a new account the apply fails at the API's stage: API Gateway has no role for logs. Write the account's "
        "spec (payinfra new --account) and apply it first; where somebody has set the role, say 'apiLogRole: existing' "
        "there; or set 'api.accountLogRole' in one environment"
    )
    yield one.finding(CODE, ACCOUNT_LOG_ROLE, message)
