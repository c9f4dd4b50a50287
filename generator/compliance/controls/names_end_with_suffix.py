"""Every name ends with the suffix of the environment, so that two environments of an account never collide."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.resource_types import RESOURCE_TYPES
from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import attribute, blocks

CODE = "C-OPS002"
TITLE = "Every name ends with the environment's suffix"
REQUIREMENTS = ("6.5.3", "6.5.4", "12.5.1")
SEVERITY: Severity = "medium"
_PROVIDER = {"aws": [{"default_tags": [{"tags": {"Environment": "prod"}}]}]}
GOOD: Example = {"provider": _PROVIDER, "resource": {"aws_sns_topic": {"t": {"name": "topic-prod"}}}}
BAD: Example = {"provider": _PROVIDER, "resource": {"aws_sns_topic": {"t": {"name": "topic-dev"}}}}

_NAMES = {kind: row.name for kind, row in RESOURCE_TYPES.items() if row.name}
# Hierarchical names: AWS reads them from the left, so that the suffix stands in the first part or in the owner's name.
_SCOPED_NAMES = {kind: row.scoped_name for kind, row in RESOURCE_TYPES.items() if row.scoped_name}


def check(stack: Stack) -> Iterator[Evidence]:
    suffix = environment(stack)
    if suffix is None:
        yield missing("provider.aws", "default_tags names no Environment", "default_tags.tags.Environment")
        return
    for resource in stack.of(*_NAMES):
        path = _NAMES[resource.type]
        name = str(resource.get(path, ""))
        yield observe(resource, path, name.endswith(f"-{suffix}"), "" if name else "has no name of its own")
    for resource in stack.of(*_SCOPED_NAMES):
        path = _SCOPED_NAMES[resource.type]
        name = str(resource.get(path, ""))
        yield observe(resource, path, _contains(name, suffix))
    for resource in stack.resources:
        tag = attribute(resource.body, "tags.Name")
        if tag is not None:
            yield observe(resource, "tags.Name", _contains(str(tag), suffix), observed=tag)


def environment(stack: Stack) -> str | None:
    """The suffix of the environment, as the provider tags everything with it."""
    for provider in blocks(stack.document, "provider.aws"):
        for tags in blocks(provider, "default_tags"):
            value = attribute(tags, "tags.Environment")
            if value:
                return str(value)
    return None


def _contains(name: str, suffix: str) -> bool:
    """The suffix as a part of its own: at the end of the name, or of one of its segments."""
    return any(part == suffix or part.endswith(f"-{suffix}") for part in name.split("/")) or "${" in name
