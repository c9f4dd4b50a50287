"""Everything has tags: its owner, its environment, and the class of its data."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.resource_types import RESOURCE_TYPES
from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import attribute, blocks

CODE = "C-OPS003"
TITLE = "Everything is tagged"
REQUIREMENTS = ("12.5.1", "6.5.3")
SEVERITY: Severity = "low"


def _tagged(**tags: str) -> Example:
    return {
        "provider": {"aws": [{"default_tags": [{"tags": tags}]}]},
        "resource": {"aws_vpc": {"v": {"tags": {"Name": "v"}}}},
    }


GOOD: Example = _tagged(Environment="prod", ManagedBy="payinfra")
BAD: Example = _tagged(Environment="prod")

KEYS = ("Environment", "ManagedBy")
_NAMED = [kind for kind, row in RESOURCE_TYPES.items() if row.name_tag]


def check(stack: Stack) -> Iterator[Evidence]:
    providers = blocks(stack.document, "provider.aws")
    if not providers:
        yield missing("provider.aws", "there is no provider with default tags")
    for provider in providers:
        tags = attribute(provider, "default_tags.tags", {})
        for key in KEYS:
            yield Evidence("provider.aws", f"default_tags.tags.{key}", tags.get(key), bool(tags.get(key)))
        ignored = blocks(provider, "ignore_tags")
        yield Evidence("provider.aws", "ignore_tags", ignored or None, not ignored, "tags are not ignored")
    for resource in stack.of(*_NAMED):
        yield observe(resource, "tags.Name", bool(attribute(resource.body, "tags.Name")))
