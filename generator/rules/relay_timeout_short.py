"""The relay must answer before its callers give up: a call that is cut off leaves a payment of unknown outcome."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import PROCESSING, RELAY, active_migration
from generator.spec.model import Environment
from generator.spec.model.migration import Relay

CODE = "MIG011"
LEVEL = "error"
SUMMARY = "the relay may be cut off before it answers"
SOURCE = "lambda_src/payment_relay"

# Seconds for the claim before, and for asking the owner after, as long as time remains.
AROUND = 5


def check(env: Environment) -> Iterator[Finding]:
    move = active_migration(env)
    if move is None or move.relay is None:
        return
    longest = _longest(move.relay)
    for function in env.functions:
        if function.name in (RELAY, PROCESSING) and function.timeout_seconds < longest + AROUND:
            message = (
                f"a call of on-premises takes up to {longest} s ('connectTimeoutSeconds' for each address, then "
                f"'timeoutSeconds'), and {function.name!r} is stopped after {function.timeout_seconds} s: "
                f"leave {AROUND} s around it"
            )
            yield Finding(CODE, move.relay.pointer / "timeoutSeconds", message, fallback_pointer=function.pointer)
            return


def _longest(relay: Relay) -> int:
    return relay.timeout_seconds + relay.connect_timeout_seconds * len(relay.addresses)
