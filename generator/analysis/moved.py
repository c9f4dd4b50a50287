"""Match the resources that a stack moves at their new addresses, as Terraform does."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from generator.stack_plan.operations import MOVED, SETTINGS_ADDRESS

Contents = Mapping[str, Mapping[str, Any]]


def at_new_addresses(before: Contents, after: Contents) -> Contents:
    """Return a plan under the addresses to which another moves its resources."""
    declared = after.get(SETTINGS_ADDRESS, {}).get(MOVED, ())
    moves = {move["from"]: move["to"] for move in declared if move["from"] in before}
    if not moves:
        return before
    addresses = re.compile("|".join(rf"(?<![\w-]){re.escape(address)}(?![\w-])" for address in moves))
    return {
        moves.get(address, address): json.loads(addresses.sub(lambda found: moves[found[0]], json.dumps(content)))
        for address, content in before.items()
    }
