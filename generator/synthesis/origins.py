"""For which part of a spec each construct is planned: what the plan itself says."""

from __future__ import annotations

from collections.abc import Mapping

from generator.builders.stack import build_stack
from generator.diagnostics.spec_path import SpecPath
from generator.packaging.archives import UnbuiltArchives
from generator.spec.model import Environment


def origins(env: Environment) -> Mapping[str, SpecPath]:
    """Return where in the spec stands what each address is planned for; for the spec as a whole it is the root."""
    plan = build_stack(env, UnbuiltArchives())
    return {address: operation.pointer for address, operation in plan.constructs.items()}
