"""Compose the names of an environment: `{resource-type}-{environmentSuffix}`, a qualifier between where needed.

One environment never gives two resources one name: kind, qualifier and suffix are joined in one way only, and where AWS
allows too few characters, the qualifier gives way to a digest of itself, which stays the same for ever.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.aws.name_prefixes import KINDS

if TYPE_CHECKING:
    from generator.spec.model import Environment
    from generator.spec.model.account import AwsAccount

DIGEST_LENGTH = 8


class NameTooLongError(ValueError):
    """A name that is longer than AWS allows, of a kind that may not be shortened."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Names for one environment suffix."""

    suffix: str

    def name(self, kind: str, qualifier: str = "", *, reserve: int = 0) -> str:
        """Return the name of a resource: at most `KINDS[kind].limit` characters, less the `reserve` that AWS adds."""
        rule = KINDS[kind]
        if rule.single and qualifier:
            raise ValueError(f"there is only one {kind} in an environment: it bears no qualifier")
        limit = rule.limit - reserve
        full = self._join(kind, qualifier)
        if len(full) <= limit:
            return full
        room = limit - len(self._join(kind, "-")) + 1
        if not rule.shortens or not qualifier or room < DIGEST_LENGTH:
            raise NameTooLongError(f"the name {full!r} has {len(full)} characters, AWS allows {limit} for a {kind}")
        return self._join(kind, _shortened(qualifier, room))

    def parameter(self, path: str) -> str:
        """Return the name of an SSM parameter: a hierarchy by environment."""
        return f"/{self.name('parameter')}/{path}"

    def log_group(self, path: str) -> str:
        """Return the name of a log group that AWS does not name itself."""
        return f"/{self.name('log-group')}/{path}"

    def _join(self, kind: str, qualifier: str) -> str:
        return "-".join(part for part in (kind, qualifier, self.suffix) if part)


def stack_name(spec: Environment | AwsAccount) -> str:
    """Return the name of a stack, such as `tap-stack-dev` or `tap-account-main`: that of its folder and its state."""
    kind = "tap-stack" if hasattr(spec, "environment_suffix") else "tap-account"
    return Naming(stack_suffix(spec)).name(kind)


def stack_suffix(spec: Environment | AwsAccount) -> str:
    """Return what every name of a stack ends with: the suffix of the environment, or the name of the account."""
    return spec.environment_suffix if hasattr(spec, "environment_suffix") else spec.account_name


def _shortened(qualifier: str, room: int) -> str:
    digest = hashlib.sha256(qualifier.encode()).hexdigest()[:DIGEST_LENGTH]
    head = qualifier[: max(room - DIGEST_LENGTH - 1, 0)].rstrip("-")
    return f"{head}-{digest}" if head else digest
