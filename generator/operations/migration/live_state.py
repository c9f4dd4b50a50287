"""Read the live state of a migration from AWS, each part by itself, so that a failing one hides no other."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics.usage_error import UsageError
from generator.operations.aws_clients import aws_errors
from generator.operations.live_rollout import LiveRollout
from generator.operations.migration.resource_names import REPLICATOR, UNKNOWN, UNKNOWN_INDEX, ResourceNames
from generator.operations.release_status import release_status
from generator.operations.rollout_reader import Client
from generator.operations.rollout_status import read_status
from generator.planning.naming import Naming
from generator.planning.planned_rollout import PlannedRollout
from generator.spec.model import Environment

PARAMETER = "migration"
# A page has a megabyte, some 7,000 claims: what is behind the last one is not counted.
MOST_PAGES = 50
COLOURS = ("blue", "green")


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveState:
    """The parts of the live state; None for those that AWS did not answer, whose reason is in `unknown`.

    `applied`: the phase of the stack.
    """

    applied: str | None = None
    weights: Mapping[str, Mapping[str, list[int]]] | None = None
    rollout: Mapping[str, Any] | None = None
    claims: Mapping[str, Any] | None = None
    unknown_payments: Mapping[str, Any] | None = None
    replication: Mapping[str, Any] | None = None
    check: Mapping[str, Any] | None = None
    alarms: Mapping[str, str] | None = None
    unknown: Mapping[str, str] = field(default_factory=dict)


def read_live_state(env: Environment, planned: PlannedRollout, names: ResourceNames, client: Client) -> LiveState:
    """Return the live state. Raises UsageError where AWS cannot be asked at all."""
    move = env.migration
    assert move is not None
    with aws_errors():
        client("sts").get_caller_identity()
    logical = move.replication.method == "logical" and move.phase != "prepare"
    asked: dict[str, Callable[[], Any]] = {
        "applied": lambda: _applied(client, Naming(env.environment_suffix)),
        "weights": lambda: _weights(env, client, move.rollout.targets),
        "rollout": lambda: read_status(LiveRollout(planned, env.aws_region, client)).as_data(),
        "claims": lambda: _claims(client, names.claims),
        "unknown_payments": lambda: _unknown(client, names.claims),
        "alarms": lambda: _alarms(client, env.environment_suffix),
    }
    if logical:
        asked["replication"] = lambda: _invoke(client, names.replicator, {"action": "status"})
        asked["check"] = lambda: _invoke(client, names.replicator, {"action": "check"})
    if move.phase not in ("shift", "complete"):
        del asked["rollout"]
    return _collect(asked)


def _collect(asked: Mapping[str, Callable[[], Any]]) -> LiveState:
    known: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for name, ask in asked.items():
        try:
            known[name] = ask()
        except UsageError as refused:
            unknown[name] = str(refused)
    return LiveState(**known, unknown=unknown)


def _applied(client: Client, naming: Naming) -> str:
    with aws_errors():
        found = client("ssm").get_parameter(Name=naming.parameter(PARAMETER), WithDecryption=True)
    return str(json.loads(found["Parameter"]["Value"])["phase"])


def _weights(env: Environment, client: Client, targets: Sequence[str]) -> dict[str, dict[str, list[int]]]:
    """Per cent of each rule, by target and colour."""
    found: dict[str, dict[str, list[int]]] = {name: {} for name in targets}
    for side in release_status(env, client):
        if side.target in found:
            found[side.target][side.colour] = side.weights
    return found


def _claims(client: Client, table: str) -> dict[str, Any]:
    """Claims by colour and outcome, of as many as are looked at."""
    pages = (
        client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=table,
            ProjectionExpression="colour, #outcome",
            ExpressionAttributeNames={"#outcome": "outcome"},
        )
    )
    counted: Counter[tuple[str, str]] = Counter()
    whole = True
    with aws_errors():
        for number, page in enumerate(pages, 1):
            counted.update((item["colour"]["S"], item["outcome"]["S"]) for item in page["Items"])
            whole = "LastEvaluatedKey" not in page
            if number == MOST_PAGES:
                break
    by_colour = {colour: sum(n for (one, _), n in counted.items() if one == colour) for colour in COLOURS}
    outcomes = {f"{colour} {outcome}": count for (colour, outcome), count in sorted(counted.items())}
    return {**by_colour, "outcomes": outcomes, "complete": whole}


def _unknown(client: Client, table: str) -> dict[str, Any]:
    """How many payments have an unknown outcome, and the oldest of them."""
    with aws_errors():
        page = client("dynamodb").query(
            TableName=table,
            IndexName=UNKNOWN_INDEX,
            KeyConditionExpression="outcomeUnknown = :unknown",
            ExpressionAttributeValues={":unknown": {"S": UNKNOWN}},
        )
    oldest = next(iter(page["Items"]), None)
    found: dict[str, Any] = {"count": page["Count"], "complete": "LastEvaluatedKey" not in page, "oldest": None}
    if oldest is not None:
        found["oldest"] = {name: oldest[name]["S"] for name in ("paymentId", "colour", "unknownSince")}
    return found


def _invoke(client: Client, function: str, event: Mapping[str, Any]) -> dict[str, Any]:
    with aws_errors():
        answer = client("lambda").invoke(FunctionName=function, Payload=json.dumps(event).encode())
        text = answer["Payload"].read()
    payload: dict[str, Any] = json.loads(text)
    if answer.get("FunctionError"):
        raise UsageError(f"{REPLICATOR} says: {payload.get('errorMessage', payload)}")
    return payload


def _alarms(client: Client, suffix: str) -> dict[str, str]:
    """The states of the alarms of the move and of the way on-premises."""
    pages = client("cloudwatch").get_paginator("describe_alarms")
    found: dict[str, str] = {}
    with aws_errors():
        for prefix in ("alarm-migration-", "alarm-vpn-"):
            for page in pages.paginate(AlarmNamePrefix=prefix):
                found |= {alarm["AlarmName"]: alarm["StateValue"] for alarm in page["MetricAlarms"]}
    return {name: state for name, state in sorted(found.items()) if name.endswith(f"-{suffix}")}
