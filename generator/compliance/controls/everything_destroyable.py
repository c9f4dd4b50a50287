"""An environment can be destroyed as a whole: nothing is protected from it, and nothing remains.

A requirement of this platform, not of PCI DSS: environments are made for a test and destroyed after it. What an
environment must not lose is in its backups and in the audit copies of the organisation. Where a spec asks for
`protection`, what protects itself bears a tag that says so; what does not is a slip.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.aws.resource_types import RESOURCE_TYPES
from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true, listed, number

CODE = "C-OPS001"
TITLE = "Everything can be destroyed"
REQUIREMENTS = ("6.5.3", "3.2.1")
SEVERITY: Severity = "medium"
GOOD: Example = {"resource": {"aws_s3_bucket": {"b": {"force_destroy": True}}}}
BAD: Example = {"resource": {"aws_s3_bucket": {"b": {"force_destroy": True, "lifecycle": {"prevent_destroy": True}}}}}

# As generator/builders/deletion_protection.py sets it.
PROTECTED = {"Protected": "true"}
DEFAULTS: dict[str, Any] = {"delete_automated_backups": True}
SHORTEST_KEY_WINDOW = 7


def check(stack: Stack) -> Iterator[Evidence]:
    for resource in stack.resources:
        for block in resource.blocks("lifecycle"):
            is_prevented = is_true(block.get("prevent_destroy"))
            yield Evidence(
                resource.address, "lifecycle.prevent_destroy", block.get("prevent_destroy"), not is_prevented
            )
        row = RESOURCE_TYPES.get(resource.type)
        is_protected = PROTECTED.items() <= (resource.get("tags") or {}).items()
        for path, wanted in row.destroyable_if.items() if row and not is_protected else ():
            value = resource.get(path, DEFAULTS.get(path))
            yield observe(resource, path, is_true(value) is wanted, "" if wanted else "off where it is unset")
    for secret in stack.of("aws_secretsmanager_secret"):
        window = number(secret.get("recovery_window_in_days", 30))
        yield observe(
            secret, "recovery_window_in_days", window == 0, "a name that waits for deletion cannot be used again"
        )
    for key in stack.of("aws_kms_key"):
        window = number(key.get("deletion_window_in_days", 30))
        yield observe(key, "deletion_window_in_days", window == SHORTEST_KEY_WINDOW, "the shortest that KMS knows")
    removed = [item for item in listed(stack.document.get("removed")) if item]
    for item in removed:
        yield Evidence("removed", "", item, False, "leaves a resource behind")
