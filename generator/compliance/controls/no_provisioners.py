"""Terraform makes resources and runs nothing else: no provisioner, no script, no data from outside."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import listed

CODE = "C-CFG003"
TITLE = "Nothing runs beside the resources, and no change is ignored"
REQUIREMENTS = ("2.2.6", "6.5.3", "11.5.2")
SEVERITY: Severity = "high"
GOOD: Example = {"resource": {"aws_vpc": {"v": {}}}}
BAD: Example = {"resource": {"aws_vpc": {"v": {"provisioner": [{"local-exec": {"command": "true"}}]}}}}

# What they tell is the account's own: who it is, its zones and quotas, how AWS calls an endpoint and its addresses.
DATA = (
    "aws_availability_zone",
    "aws_caller_identity",
    "aws_prefix_list",
    "aws_servicequotas_service_quota",
    "aws_vpc_endpoint",
)
# What a cluster is made from: its change would replace the database and all that it holds.
AT_CREATION_ONLY = ("aws_rds_cluster.restore_to_point_in_time", "aws_rds_cluster.snapshot_identifier")
# Attributes that something else than the spec may own: replicas, capacities and weights that move while it runs, and
# the zones in which Aurora stores, which it chooses itself.
MAY_BE_IGNORED = tuple(
    """
    action attribute availability_zones desired_count function_version global_secondary_index min_capacity read_capacity
    replica routing_config value write_capacity
    """.split()
)


def check(stack: Stack) -> Iterator[Evidence]:
    addresses = {resource.address for resource in stack.resources}
    for resource in stack.resources:
        extra = [
            path for path in ("provisioner", "connection", "provider", "count", "for_each") if path in resource.body
        ]
        note = f"does more than describe the resource: {', '.join(extra)}" if extra else ""
        yield Evidence(resource.address, "", extra or "described", not extra, note)
        for block in resource.blocks("lifecycle"):
            for name in listed(block.get("ignore_changes")):
                argument = str(name).partition("[")[0].partition(".")[0]
                ok = argument in MAY_BE_IGNORED or f"{resource.type}.{argument}" in AT_CREATION_ONLY
                note = "owned by what moves it" if ok else "a change of it would go unseen"
                yield Evidence(resource.address, "lifecycle.ignore_changes", name, ok, note)
    for kind in stack.document.get("data", {}):
        yield Evidence(f"data.{kind}", "", kind, kind in DATA, "" if kind in DATA else "brings in what nobody reviewed")
    for move in listed(stack.document.get("moved")):
        ok = isinstance(move, dict) and move.get("to") in addresses
        yield Evidence("moved", "", str(move)[:80], ok, "a new name" if ok else "leads to nothing in this stack")
    for section in ("module", "import"):
        for name in listed(stack.document.get(section)):
            yield Evidence(section, "", str(name)[:80], False, "brings in what is not in this stack")
