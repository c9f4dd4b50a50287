"""Runtimes and engines get security patches, and can take a patch without a redesign."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack

CODE = "C-VER001"
TITLE = "Runtimes and engines are supported"
REQUIREMENTS = ("6.3.3", "12.3.3")
SEVERITY: Severity = "high"
GOOD: Example = {"resource": {"aws_lambda_function": {"f": {"runtime": "python3.13"}}}}
BAD: Example = {"resource": {"aws_lambda_function": {"f": {"runtime": "python3.9"}}}}

# With the day on which support ends. Sources: Lambda developer guide, "Lambda runtimes"; Aurora user guide, "Aurora
# PostgreSQL release calendar". Not compared with today, or the same stack would pass on one day and not on the next.
RUNTIMES = {"python3.12": "2028-10-31", "python3.13": "2029-06-30", "python3.14": "2029-11-30"}
ENGINES = {"14": "2027-02-28", "15": "2028-02-29", "16": "2029-02-28", "17": "2030-02-28"}


def check(stack: Stack) -> Iterator[Evidence]:
    for function in stack.of("aws_lambda_function"):
        runtime = function.get("runtime")
        ends = RUNTIMES.get(str(runtime))
        yield observe(function, "runtime", ends is not None, f"supported until {ends}" if ends else "is not supported")
    for cluster in stack.of("aws_rds_cluster"):
        version = str(cluster.get("engine_version", ""))
        ends = ENGINES.get(version.partition(".")[0])
        known = ends is not None and cluster.get("engine") == "aurora-postgresql"
        yield observe(cluster, "engine_version", known, f"supported until {ends}" if known else "is not supported")
