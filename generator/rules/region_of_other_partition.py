"""China and GovCloud are other partitions: their ARNs and endpoints have other names than this stack writes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.partitions import other_partition
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.spec.model import Environment

CODE = "NET080"
LEVEL = "error"
SUMMARY = "the region is of a partition that the stack is not made for"
SOURCE = "IAM user guide, Amazon Resource Names; AWS general reference, Service endpoints"


def check(env: Environment) -> Iterator[Finding]:
    partition = other_partition(env.aws_region)
    if partition is not None:
        message = f"{env.aws_region!r} is of the partition {partition}, whose ARNs and endpoints have other names"
        remedy = "the stack is made for regions of the partition aws, such as us-east-1 or eu-west-1: choose one"
        yield Finding(CODE, SpecPath(("awsRegion",)), f"{message}; {remedy}")
