"""Check a file against the schema, and explain what is wrong: what explains is loaded where something is."""

from __future__ import annotations

from generator.diagnostics.findings import Finding
from generator.spec.node import Node
from generator.spec.schema_check import violations, violations_when_resolved


def schema_faults(node: Node) -> list[Finding]:
    """Return the findings of the schema about one file, complete or partial."""
    found = violations(node)
    if not found:
        return []
    from generator.spec.schema_messages import findings_of

    return findings_of(found, node)


def faults_when_resolved(node: Node) -> list[Finding]:
    """Return the findings of the schema about a merged spec: what its files lack together, or have too much of."""
    found = violations_when_resolved(node)
    if not found:
        return []
    from generator.spec.schema_messages import findings_when_resolved

    return findings_when_resolved(found, node)
