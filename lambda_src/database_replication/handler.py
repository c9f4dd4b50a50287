"""Handle the actions of operators, schedules and rollouts. Returns JSON; raises with the reason what cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from typing import Any, Final

from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types

from adapters.claims import DynamoClaims
from adapters.deadline import invocation
from adapters.logs import logger
from adapters.parameters import parsed_parameter
from adapters.redaction import redact
from adapters.settings import setting
from database_replication.actions import Replication
from database_replication.servers import aurora, on_premises
from database_replication.settings import MigrationSettings
from payments.claims import BLUE, Claim

ACTIONS: Final[Mapping[str, Callable[[Replication, Mapping[str, Any]], dict[str, Any]]]] = {
    "prepare": Replication.prepare,
    "fallback": Replication.fall_back,
    "status": Replication.status,
    "sequences": Replication.set_sequences,
    "compare": Replication.compare,
    "keep": Replication.keep,
    "teardown": Replication.tear_down,
    "check": Replication.check,
}


def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Run the action that `action` names; a rollout names none and gets `check`. Raises
    ReplicationRefused, ServerAway.
    """
    action = event.get("action", "check" if "rollout" in event else None)
    if action not in ACTIONS:
        raise ValueError(f"the action must be one of {', '.join(ACTIONS)}")
    with invocation(context):
        answer = _run(ACTIONS[action], event)
    logger.info("replication_action_done", action=action, answer=answer)
    return answer


def _run(
    action: Callable[[Replication, Mapping[str, Any]], dict[str, Any]], event: Mapping[str, Any]
) -> dict[str, Any]:
    settings = parsed_parameter(setting("PARAMETER_MIGRATION"), MigrationSettings.of)
    with ExitStack() as stack:
        on_premises_server, aurora_server = (
            stack.enter_context(closing(server)) for server in (on_premises(settings), aurora())
        )
        try:
            return action(
                Replication(settings=settings, on_premises=on_premises_server, aurora=aurora_server, claim=_claim),
                event,
            )
        except DatabaseError as fault:
            # The runtime logs an escaping exception, which must not quote rows or passwords.
            redact(fault)
            raise


def _claim(payment_id: str) -> Claim:
    return DynamoClaims(setting("TABLE_PAYMENT_CLAIMS")).claim(payment_id, BLUE, "booked")
