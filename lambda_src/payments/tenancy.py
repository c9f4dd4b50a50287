"""Authorize callers to act for merchants. To a caller, another's merchants and payments do not exist.

A merchant lists its callers, each as the ARN of an IAM user, of an IAM role, which covers its sessions, or of one
session. `*` matches any characters within a segment, but not the account id: another account's role of the same name is
somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_ACCOUNT: Final = r"arn:aws[a-z-]*:(?:iam|sts)::[0-9]{12}:.+"
_SESSION: Final = re.compile(r"arn:(aws[a-z-]*):sts::([0-9]{12}):assumed-role/([^/]+)/[^/]+")
_ROLE_WITH_PATH: Final = re.compile(r"(arn:aws[a-z-]*:iam::[0-9]{12}:role/)(?:[^/]+/)*([^/]+)")


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller that the gateway named, if any. Without enforced tenancy everybody acts for every merchant."""

    arn: str | None = None
    enforced: bool = False

    def may_act_for(self, callers: Collection[str]) -> bool:
        """Return whether the caller matches one of a merchant's `callers`."""
        if not self.enforced:
            return True
        return self.arn is not None and any(_is(self.arn, listed) for listed in callers)


ANYBODY: Final = Caller()
"""Where tenancy is off."""


def _is(arn: str, listed: str) -> bool:
    pattern = _pattern(listed)
    return pattern is not None and any(pattern.fullmatch(form) for form in _forms(arn))


@lru_cache(maxsize=1024)
def _pattern(listed: str) -> re.Pattern[str] | None:
    """Return the pattern of a listed ARN; None without an account id, as it would match a namesake in any account."""
    if not re.fullmatch(_ACCOUNT, listed):
        return None
    # A session does not tell the path of its role; in one account there is one role of a name.
    role = _ROLE_WITH_PATH.fullmatch(listed)
    literal = role[1] + role[2] if role else listed
    return re.compile(re.escape(literal).replace(r"\*", "[^/:]*"))


def _forms(arn: str) -> Iterator[str]:
    yield arn
    session = _SESSION.fullmatch(arn)
    if session:
        yield f"arn:{session[1]}:iam::{session[2]}:role/{session[3]}"
