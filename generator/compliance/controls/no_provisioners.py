"""Terraform makes resources and runs nothing else: no provisioner, no script, no data from outside."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity
from generator.compliance.stack import Stack, listed

CODE = "C-CFG003"
TITLE = "Nothing runs beside the resources, and no change is ignored"
REQUIREMENTS = ("2.2.6", "6.5.3", "11.5.2")
SEVERITY: Severity = "high"
GOOD: Example = {"resource": {"aws_vpc": {"v": {}}}}
BAD: Example = {"resource": {"aws_vpc": {"v": {"provisioner": [{"local-exec": {"command": "true"}}]}}}}

DATA = ("aws_caller_identity",)
# Attributes that something else than the spec may own: replicas, capacities and weights that move while it runs, and
# the zones in which Aurora stores, which it chooses itself.
MAY_BE_IGNORED = tuple(
    """
    action attribute availability_zones desired_count function_version global_secondary_index min_capacity read_capacity
    replica routing_config value write_capacity
    """.split()
)


def check(stack: Stack) -> Iterator[Evidence]:
    for resource in stack.resources:
        extra = [
            path for path in ("provisioner", "connection", "provider", "count", "for_each") if path in resource.body
        ]
        note = f"does more than describe the resource: {', '.join(extra)}" if extra else ""
        yield Evidence(resource.address, "", extra or "described", not extra, note)
        for block in resource.blocks("lifecycle"):
            for name in listed(block.get("ignore_changes")):
                ok = str(name).partition("[")[0].partition(".")[0] in MAY_BE_IGNORED
                note = "owned by what moves it" if ok else "a change of it would go unseen"
                yield Evidence(resource.address, "lifecycle.ignore_changes", name, ok, note)
    for kind in stack.document.get("data", {}):
        yield Evidence(f"data.{kind}", "", kind, kind in DATA, "" if kind in DATA else "brings in what nobody reviewed")
    for section in ("module", "import", "moved"):
        for name in listed(stack.document.get(section)):
            yield Evidence(section, "", str(name)[:80], False, "brings in what is not in this stack")
