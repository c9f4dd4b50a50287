"""Classify principals, and the conditions that confine a service to this account."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.compliance.policies import Statement

_ACCOUNT = r"\$\{data\.aws_caller_identity\.[\w-]+\.account_id\}"
OWN_ROOT = re.compile(rf"^arn:aws[\w-]*:iam::{_ACCOUNT}:root$")
_OWN_ACCOUNT = re.compile(rf"^{_ACCOUNT}$")

# Keys of conditions that name the account or the very resource a service acts for.
_SOURCES = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceowner", "aws:principalaccount", "aws:sourcevpce")
_CONTEXT = "kms:encryptioncontext:"
_EQUALITY = ("StringEquals", "StringLike", "ArnEquals", "ArnLike", "StringEqualsIgnoreCase", "ForAnyValue:StringEquals")


def is_confined(service: str, statement: Statement) -> bool:
    """Return whether a condition holds a service to an account: it acts for any in the world otherwise."""
    return _names_source(statement, (*_SOURCES, _CONTEXT))


def confines_everybody(statement: Statement) -> bool:
    """Return whether a condition holds an Allow for `*` to callers of this account or to one endpoint."""
    return _names_source(statement, ("aws:principalaccount", "aws:sourcevpce"))


def confines_resources(statement: Statement) -> bool:
    """Return whether an Allow is held to resources of this account, by a condition or by their ARNs."""
    named = [
        value
        for value in statement.resources
        if re.match(rf"^arn:aws[\w-]*:[a-z0-9-]+:[a-z0-9-]*:{_ACCOUNT}:.+$", value)
    ]
    return _names_source(statement, ("aws:resourceaccount",)) or (
        bool(named) and len(named) == len(list(statement.resources))
    )


def _names_source(statement: Statement, keys: Iterable[str]) -> bool:
    return any(
        operator in _EQUALITY
        and key.startswith(tuple(keys))
        and values
        and not any(value in ("*", "") for value in values)
        for operator, key, values in statement.conditions
    )


def is_own_account(value: str) -> bool:
    """Return whether a principal is of the account that Terraform runs in: its number, its root, or something of it."""
    return bool(_OWN_ACCOUNT.match(value) or re.match(rf"^arn:aws[\w-]*:[a-z0-9-]+:[a-z0-9-]*:{_ACCOUNT}:.+$", value))
