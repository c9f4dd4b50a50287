"""Tables whose records have an end enable TTL."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true

CODE = "C-STO005"
TITLE = "Short-lived records expire by themselves"
REQUIREMENTS = ("3.2.1",)
SEVERITY: Severity = "medium"
GOOD: Example = {"resource": {"aws_dynamodb_table": {"t": {"ttl": {"enabled": True, "attribute_name": "expiresAt"}}}}}
BAD: Example = {"resource": {"aws_dynamodb_table": {"t": {"ttl": {"enabled": False, "attribute_name": "expiresAt"}}}}}

# What these tables hold is good for hours or days; without an end it would stay for ever.
SHORT_LIVED = ("counters", "idempotency", "session")


def check(stack: Stack) -> Iterator[Evidence]:
    for table in stack.of("aws_dynamodb_table"):
        if table.blocks("ttl"):
            on = is_true(table.get("ttl.enabled")) and bool(table.get("ttl.attribute_name"))
            yield observe(table, "ttl.enabled", on, "" if on else "its records never expire")
        elif any(word in str(table.get("name", table.name)) for word in SHORT_LIVED):
            yield missing(table.address, "holds records for a short time, and nothing removes them", "ttl")
