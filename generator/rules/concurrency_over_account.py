"""Lambda keeps 100 of the account's concurrency for functions that reserve none, and refuses to reserve those."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN003"
LEVEL = "error"
SUMMARY = "the functions reserve more concurrency than the account has"
SOURCE = "AWS Lambda developer guide, Configuring reserved concurrency"

UNRESERVED = 100


def check(env: Environment) -> Iterator[Finding]:
    reserved = sum(function.reserved_concurrency or 0 for function in env.functions)
    room = max(env.account.lambda_concurrency - UNRESERVED, 0)
    if reserved > room:
        widest = max(env.functions, key=lambda function: function.reserved_concurrency or 0)
        message = (
            f"all functions together reserve {reserved}, the account has {env.account.lambda_concurrency} less the "
            f"{UNRESERVED} that must stay unreserved: {_remedy(reserved, room)}, or raise the account's limit and "
            "account.lambdaConcurrency"
        )
        yield Finding(CODE, widest.pointer / "reservedConcurrency", message)


def _remedy(reserved: int, room: int) -> str:
    if room:
        return f"reserve {reserved - room} less"
    return "nothing can be reserved there: set 'reservedConcurrency: null' on every function"
