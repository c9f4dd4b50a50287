"""Check a plan against the controls: what would be applied, whatever the spec says by now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.builders.stack import planned_pointers
from generator.compliance.gate import failing_controls
from generator.compliance.source_location import SourceLocator
from generator.diagnostics.findings import SpecError, has_errors
from generator.operations.planned_stack import planned_stack
from generator.validation.environments import AnySource, SpecSource, warn


def check_plan_compliance(source: AnySource, stack: bytes, plan: Mapping[str, Any]) -> None:
    """Report the controls that a plan fails and its spec's own stack does not.

    `stack` is the Terraform JSON of the spec, which synthesis has judged. Raises SpecError where the spec enforces
    controls.
    """
    if source.spec.compliance == "off":
        return
    planned = json.dumps(planned_stack(json.loads(stack), plan)).encode()
    locate = SourceLocator(source.resolved, planned_pointers).locate if isinstance(source, SpecSource) else None
    found = failing_controls(source.spec, planned, locate, known=stack)
    warn([finding for finding in found if finding.level == "warning"])
    if has_errors(found):
        raise SpecError([finding for finding in found if finding.level == "error"])
