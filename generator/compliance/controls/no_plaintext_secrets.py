"""The stack contains no secrets, so that none comes into Terraform's state or a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_reference, leaves

CODE = "C-SEC001"
TITLE = "The stack contains no plaintext secrets"
REQUIREMENTS = ("3.3.1", "8.3.2", "8.6.2")
SEVERITY: Severity = "critical"
GOOD: Example = {"resource": {"aws_ssm_parameter": {"p": {"value": "approve"}}}}
BAD: Example = {"resource": {"aws_ssm_parameter": {"p": {"value": "postgres://app:hunter22@db/payments"}}}}

# Words in the name of an attribute or variable whose value would be a secret...
_NAMES = re.compile(
    r"(?:^|[._-])(?:(?:master_)?password|passwd|passphrase|pwd|secret(?:_string|_binary|_key|_value)?|private_key|"
    r"(?:api_?|auth_|access_|session_|client_|bearer_)?(?:token|key_value)|access_key|api_?key|client_secret|credentials?)"
    r"(?:_wo)?$",
    re.IGNORECASE,
)
# ... and attributes that carry such a word and something else.
_HARMLESS = re.compile(
    r"(?:_arn|_id|_version|_enabled|_type|_policy|_name|token_key|api_key_required|api_key_source|password_auth_type|"
    r"manage_master_user_password)$"
)
# Each with what it holds in any case, in small letters: to look for that takes a tenth of the time.
_TEXTS = (
    ("an AWS access key", ("akia", "asia"), re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    ("a private key", ("private key",), re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("a password in a URL", ("://",), re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@${]+@")),
    (
        "a password",
        ("password", "passwd", "pwd", "secret", "token"),
        re.compile(r"(?i)\b(?:password|passwd|pwd|secret|token)\s*[=:]\s*[\"']?[^\s\"'${}\[\],:;]{6,}"),
    ),
    (
        "a token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "xox", "sk_live_"),
        re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|xox[abprs]-[A-Za-z0-9-]{10,}|sk_live_[A-Za-z0-9]{16,})\b"),
    ),
    ("a token", (".eyj",), re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.")),
)
_LONG_NUMBER = re.compile(r"\d[\d -]{12}")
_CARD_NUMBER = re.compile(r"(?<![\d.])(?:\d[ -]?){12,18}\d(?![\d.])")
# Types that put a secret into the state by their nature.
_TYPES = (
    "aws_secretsmanager_secret_version",
    "random_password",
    "tls_private_key",
    "aws_iam_access_key",
    "aws_key_pair",
)


def check(stack: Stack) -> Iterator[Evidence]:
    for resource in stack.resources:
        if resource.type in _TYPES:
            yield missing(resource.address, "puts a secret into Terraform's state")
        faults = [(path, fault) for path, value in leaves(resource.body) if (fault := _fault(path, value))]
        for path, fault in faults:
            yield Evidence(resource.address, path, "(hidden)", False, fault)
        if not faults:
            yield Evidence(resource.address, "", "no secret", True)
    for section in ("output", "locals", "variable", "provider"):
        for path, value in leaves(stack.document.get(section, {}), section):
            if fault := _fault(path, value):
                yield Evidence(section, path, "(hidden)", False, fault)


def _fault(path: str, value: Any) -> str | None:
    if not isinstance(value, str) or not value:
        return None
    return _name_fault(path.removesuffix(".value").rpartition(".")[2], value)


@lru_cache(maxsize=20_000)
def _name_fault(name: str, value: str) -> str | None:
    if _NAMES.search(name) and not _HARMLESS.search(name) and not _points(value):
        return f"{name} has a value"
    folded = value.casefold()
    for what, parts, pattern in _TEXTS:
        if any(part in folded for part in parts) and pattern.search(value):
            return f"looks like {what}"
    if not _LONG_NUMBER.search(value):
        return None
    digits = (re.sub(r"\D", "", match) for match in _CARD_NUMBER.findall(value))
    return "looks like a card number" if any(map(_is_card_number, digits)) else None


def _points(value: str) -> bool:
    """A reference to where a secret is kept is none; a reference to a secret's value is one."""
    return is_reference(value) and re.search(r"\.(?:arn|secret_arn|name|id)(?:\[\d+\])?\}$", value) is not None


def _is_card_number(digits: str) -> bool:
    """A number that begins as card numbers do and passes Luhn's check."""
    if (
        not 13 <= len(digits) <= 19
        or not re.match(r"4|5[1-5]|2[2-7]|3[47]|6(?:011|5)", digits)
        or len(set(digits)) == 1
    ):
        return False
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return sum(item - 9 if item > 9 else item for item in doubled) % 10 == 0
