"""Compare what a stack moves at its new address, as Terraform does."""

from __future__ import annotations

import json
import re

from generator.analysis.record import Record
from generator.stack_plan.operations import SETTINGS_ADDRESS


def at_new_addresses(before: Record, after: Record) -> Record:
    """Return a build under the addresses to which another moves its resources."""
    declared = json.loads(after.get(SETTINGS_ADDRESS, "{}")).get("moved", ())
    moves = {move["from"]: move["to"] for move in declared if move["from"] in before}
    if not moves:
        return before
    addresses = re.compile("|".join(rf"(?<![\w-]){re.escape(address)}(?![\w-])" for address in moves))
    return {
        moves.get(address, address): addresses.sub(lambda found: moves[found[0]], text)
        for address, text in before.items()
    }
