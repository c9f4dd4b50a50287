"""Write docs/reference/quotas.md, what the shipped specs use of an account's quotas.

make reference
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.aws.quotas import QUOTAS
from generator.planning.quota_usage import account_usage, environment_usage
from generator.spec.resolve import resolve_account
from generator.validation.load import load_environment
from generator.validation.spec_selection import account_files, environment_files

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "quotas.md"
SPECS = ROOT / "specs"
INTRODUCTION = """\
# Quotas

What the shipped environments use of the quotas that an AWS account shares, each and together. Written by `make
reference` from `generator/aws/quotas.py` and the specs. `validate` warns ([QUO001](findings.md#quo001)) where all
environments of one account do not fit; a quota that was raised is told in `quotas` of [the account's
spec](account.md), under its key here.
`payinfra preflight ENV` asks the account itself: a new one often has less, above all for Lambda.

The column "AWS" is what every account has used from the start, or what AWS keeps. Readers count as many as autoscaling
may make. "Left" is what the default leaves for further environments.
"""


def page() -> str:
    """Return the whole page."""
    usage = _usage()
    rows = [
        f"| quota | key | default | {' | '.join(usage)} | AWS | together | left |",
        f"| --- | --- | --- |{' --- |' * (len(usage) + 3)}",
        *(_row(key, usage) for key in QUOTAS),
    ]
    return "\n".join([INTRODUCTION, *rows, ""])


def _usage() -> Mapping[str, Mapping[str, int]]:
    """What each stack uses, by its name."""
    accounts = {path.stem: account_usage(resolve_account(path).account) for path in account_files([], SPECS)}
    environments = {path.stem: environment_usage(load_environment(path)) for path in environment_files([], SPECS)}
    return accounts | environments


def _row(key: str, usage: Mapping[str, Mapping[str, int]]) -> str:
    quota = QUOTAS[key]
    each = [used.get(key, 0) for used in usage.values()]
    together = sum(each) + quota.reserved_by_aws
    code = f" ({quota.code})" if quota.code else ""
    default = f"{quota.default:,}{'' if quota.raisable else ', fixed'}"
    cells = [f"{quota.name}{code}", f"`{key}`", default, *map(str, each), str(quota.reserved_by_aws)]
    return f"| {' | '.join([*cells, str(together), f'{quota.default - together:,}'])} |"
