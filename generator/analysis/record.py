"""What a stack consists of, as far as it takes no Node.js: every address, and whether two builds of it differ.

A recording takes some hundredths of a second, so that a question such as "what does this line shape?" can be answered
by trying: build, change the line, build again, compare. The Terraform JSON itself only the real engine knows. Tests
hold both against each other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from generator.builders.stack import build_stack
from generator.packaging.archives import UnbuiltArchives
from generator.spec.model import Environment
from generator.stack_plan.operations import SETTINGS_ADDRESS

Record = Mapping[str, str]


def record(env: Environment, only: str | None = None) -> Record:
    """Every address of an environment's stack, or one, with a text that changes whenever the resource does."""
    plan = build_stack(env, UnbuiltArchives())
    contents = {address: operation.arguments for address, operation in plan.constructs.items()}
    contents[SETTINGS_ADDRESS] = plan.settings
    return {
        address: json.dumps(plan.readable(content), sort_keys=True)
        for address, content in contents.items()
        if only in (None, address)
    }
