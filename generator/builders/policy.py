"""IAM and resource policies as JSON. A reference that AWS fills in later survives the encoding."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Conditions = Mapping[str, Mapping[str, str | Sequence[str]]]


def statement(
    sid: str,
    actions: Sequence[str],
    resources: Sequence[str] | str,
    *,
    effect: str = "Allow",
    principals: Mapping[str, str | Sequence[str]] | str | None = None,
    conditions: Conditions | None = None,
) -> dict[str, Any]:
    """Return one statement. `principals` is left out in identity-based policies."""
    built: dict[str, Any] = {"Sid": sid, "Effect": effect, "Action": list(actions), "Resource": resources}
    if principals is not None:
        built["Principal"] = principals
    if conditions:
        built["Condition"] = conditions
    return built


def policy(*statements: Mapping[str, Any]) -> str:
    """Return the policy document of some statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def assume_role(service: str, account_id: str) -> str:
    """Return the trust policy of a role that one AWS service assumes, on behalf of this account only."""
    return trust(service, {"StringEquals": {"aws:SourceAccount": account_id}})


def trust(service: str, conditions: Conditions | None = None) -> str:
    """Return the trust policy of a role that one AWS service assumes. A caller without a condition on the source says
    why.
    """
    assume = {"Sid": "Assume", "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
    return policy({**assume, "Condition": conditions} if conditions else assume)
