"""Every resource type is classified by whether it holds data, so that a new one cannot evade the encryption rules."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.resource_types import RESOURCE_TYPES
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
        row = RESOURCE_TYPES.get(resource.type)
        if row is None:
            yield missing(resource.address, "has no row in generator/aws/resource_types.json: say there what it holds")
        elif row.holds == "data":
            yield Evidence(resource.address, "", "store", True, "a store of data: C-ENC002 judges its key")
        elif row.holds == "nothing":
            yield Evidence(resource.address, "", "no data", True)
        else:
            yield Evidence(resource.address, "", "keys of AWS", True, row.reason)
