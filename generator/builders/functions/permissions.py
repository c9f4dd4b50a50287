"""The policy of a function's role: its grants, logging and tracing, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from generator.aws.grants import KINDS, TRACING, Unscoped, Verb
from generator.builders.encryption import KeyExports
from generator.builders.functions.event_queues import EventQueue
from generator.builders.functions.events import event_statements
from generator.builders.functions.grant_targets import GrantTargets, function_grants
from generator.builders.policy import policy, statement
from generator.planning.references import Account, Arn
from generator.spec.model.functions import Function, Grant

Statement = dict[str, Any]


def role_policy(
    function: Function,
    grant_targets: GrantTargets,
    keys: KeyExports,
    *,
    log_group: Arn,
    queue: Arn,
    event_queues: Sequence[EventQueue],
) -> str:
    """Return the whole policy. Statements are numbered: names of a spec would not always give distinct Sids."""
    account = grant_targets.account
    return policy(
        # The streams in the group are named by Lambda, one for each execution environment.
        statement("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], f"{log_group}:*"),
        statement("DeadLetters", ["sqs:SendMessage"], queue),
        *unscoped(TRACING, account),
        *event_statements(function, grant_targets.tables, event_queues, keys, account),
        *_grants(function, grant_targets),
        *_keys(function, grant_targets, keys),
    )


def unscoped(rows: Sequence[Unscoped], account: Account) -> Iterator[Statement]:
    """Yield the statements of rows for which no single resource can be named."""
    for row in rows:
        yield statement(row.sid, row.actions, row.resource.format(region=account.region, account=account.id))


def _grants(function: Function, grant_targets: GrantTargets) -> Iterator[Statement]:
    for number, (kind, grant) in enumerate(function_grants(function), 1):
        target, verbs = grant_targets.find(kind, grant), _verbs(kind, grant)
        actions = _union(verb.actions for verb in verbs)
        inner_actions = _union(verb.inner_actions for verb in verbs)
        if actions:
            yield statement(f"Grant{number}", actions, target.arn)
        if inner_actions and target.contents:
            yield statement(f"Grant{number}Inner", inner_actions, list(target.contents))


def _keys(function: Function, grant_targets: GrantTargets, keys: KeyExports) -> Iterator[Statement]:
    """The keys that the grants need, each through the services that use it for the function, and through no other."""
    uses: dict[tuple[str, str], list[Verb]] = {
        ("secrets", "lambda"): [Verb(key_actions=("kms:Decrypt",))],
        ("messaging", "sqs"): [Verb(key_actions=("kms:Decrypt", "kms:GenerateDataKey"))],
    }
    for kind, grant in function_grants(function):
        row = KINDS[kind]
        if row.key is not None and row.via is not None and grant_targets.find(kind, grant).encrypted:
            uses.setdefault((row.key, row.via), []).extend(_verbs(kind, grant))
    for (domain, service), verbs in sorted(uses.items(), key=lambda use: use[0]):
        via = {"StringEquals": {"kms:ViaService": f"{service}.{grant_targets.account.region}.amazonaws.com"}}
        actions = _union(verb.key_actions for verb in verbs)
        sid = f"Key{domain.capitalize()}Via{service.capitalize()}"
        yield statement(sid, actions, getattr(keys, domain), conditions=via)


def _verbs(kind: str, grant: Grant) -> list[Verb]:
    return [KINDS[kind].verbs[verb] for verb in grant.access]


def _union(parts: Any) -> list[str]:
    return sorted({action for part in parts for action in part})
