"""Every kind of resource has been asked whether it holds data: a new kind cannot slip past the encryption controls."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.classes import AWS_KEYS_ONLY, NO_DATA, STORES
from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.stack import Stack

CODE = "C-ENC001"
TITLE = "Every kind of resource is classified by what it holds"
REQUIREMENTS = ("2.2.1", "12.5.1")
SEVERITY: Severity = "high"
GOOD: Example = {"resource": {"aws_vpc": {"vpc": {}}}}
BAD: Example = {"resource": {"aws_redshift_cluster": {"copy": {}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for resource in stack.resources:
        if resource.type in STORES:
            yield Evidence(resource.address, "", "store", True, "a store of data: C-ENC002 judges its key")
        elif resource.type in AWS_KEYS_ONLY:
            yield Evidence(resource.address, "", "keys of AWS", True, AWS_KEYS_ONLY[resource.type])
        elif resource.type in NO_DATA:
            yield Evidence(resource.address, "", "no data", True)
        else:
            note = "is in no table of generator/compliance/classes.py: say how it is encrypted, or why it need not be"
            yield missing(resource.address, note)
