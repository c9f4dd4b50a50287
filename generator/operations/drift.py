"""Find what somebody changed outside: each attribute with its live value, and the line that declares another one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.diagnostics.findings import Finding, Fix
from generator.diagnostics.json_text import json_text
from generator.operations.attachments import PARTS, is_declared_elsewhere, undeclared_attachments
from generator.operations.resource_changes import ArgumentChange, resource_changes
from generator.operations.spec_lines import SpecLine, SpecLines

# What others than Terraform change on purpose: by resource type, the arguments, and who does it.
EXTERNAL: Mapping[str, Mapping[str, str]] = {
    "aws_acm_certificate": {"status": "its validation"},
    "aws_appautoscaling_target": {"max_capacity": "autoscaling", "min_capacity": "autoscaling"},
    "aws_dynamodb_table": {"read_capacity": "autoscaling", "write_capacity": "autoscaling"},
    "aws_lambda_alias": {"function_version": "a promotion", "routing_config": "a rollout"},
    "aws_lb_listener_rule": {"action": "a rollout"},
    "aws_rds_cluster": {"cluster_members": "autoscaling of readers", "engine_version_actual": "minor upgrades"},
    "aws_rds_cluster_instance": {"engine_version_actual": "minor upgrades", "writer": "a failover"},
    "aws_secretsmanager_secret": {"version_id": "rotation"},
}
# What a refresh fills in, and nobody has set.
_TECHNICAL = frozenset({"id", "arn", "tags_all", "etag", "last_modified", "timeouts", "unique_id"})
# What AWS fills in, by resource type, when it counts, or when another resource comes to this one.
_FILLED_IN: Mapping[str, frozenset[str]] = {
    "aws_eip": frozenset({"association_id", "instance", "network_interface", "private_dns", "private_ip"}),
    "aws_lb_target_group": frozenset({"load_balancer_arns"}),
    "aws_ssm_parameter": frozenset({"version"}),
}
# IANA's numbers, which EC2 answers for the names that rules of network ACLs are written with.
_PROTOCOLS: Mapping[str, str] = {"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58"}


@dataclass(frozen=True, slots=True)
class Drift:
    """One attribute of a resource that is not as it was applied. `by` names who is known to change it on purpose."""

    address: str
    argument: ArgumentChange
    line: SpecLine | None
    is_own_line: bool
    by: str = ""

    @property
    def declared(self) -> Any:
        return self.argument.before

    @property
    def live(self) -> Any:
        return self.argument.after

    def __str__(self) -> str:
        where = str(self.line) if self.line is not None else "not in the spec"
        by = f"  (changed by {self.by})" if self.by else ""
        return f"{where}: {self.address}: {self.argument}{by}"


def find_drift(plan: Mapping[str, Any], lines: SpecLines) -> list[Drift]:
    """Return what a refresh-only plan found, those of others on purpose last."""
    return sorted(_drifts(plan, lines), key=lambda drift: (drift.by != "", drift.address, drift.argument.path))


def _drifts(plan: Mapping[str, Any], lines: SpecLines) -> Iterator[Drift]:
    for change in resource_changes(plan, "resource_drift"):
        external = EXTERNAL.get(change.type, {})
        if change.actions == ("delete",):
            gone = ArgumentChange("the resource", "there", "gone")
            yield Drift(change.address, gone, lines.of_resource(change.address), is_own_line=False)
        ignored = _TECHNICAL | {*PARTS.get(change.type, ())} | _FILLED_IN.get(change.type, frozenset())
        own_arguments = [
            argument
            for argument in change.arguments
            if argument.name not in ignored
            and not _is_same(argument.before, argument.after)
            and not is_declared_elsewhere(change, argument.name, plan)
        ]
        for argument in (*own_arguments, *undeclared_attachments(change, plan)):
            own = lines.of_value(change.address, argument.path, argument.before)
            line = own or lines.of_resource(change.address)
            yield Drift(change.address, argument, line, own is not None, external.get(argument.name, ""))


def _is_same(before: Any, after: Any) -> bool:
    """Whether a refresh has written a value otherwise that is none, or that means the same."""
    if not before and not after:
        return True
    if isinstance(before, str) and isinstance(after, str):
        return _PROTOCOLS.get(before) == after or _is_same_json(before, after)
    return False


def _is_same_json(before: str, after: str) -> bool:
    try:
        return bool(json.loads(before) == json.loads(after))
    except ValueError:
        return False


def spec_fixes(found: list[Drift]) -> tuple[list[Finding], list[Drift]]:
    """Return findings whose fixes write the live values into the spec, and the drifts that cannot be written there."""
    writable, others = list[Finding](), list[Drift]()
    for drift in found:
        line = drift.line
        is_scalar = isinstance(drift.live, str | int | float | bool)
        if drift.by or not drift.is_own_line or line is None or line.location is None or not is_scalar:
            others.append(drift)
            continue
        fix = Fix(line.location, line.value, _coerced(drift.live, line.value))
        writable.append(Finding("DRIFT", line.pointer, str(drift), "warning", line.location, line.path, fix))
    return writable, others


def _coerced(live: Any, written: Any) -> Any:
    """The live value in the type that the spec has there: Terraform has texts for some numbers."""
    if isinstance(written, int) and not isinstance(written, bool) and isinstance(live, str) and live.isdigit():
        return int(live)
    return str(live) if isinstance(written, str) and not isinstance(live, str) else live


def as_text(stack: str, found: list[Drift]) -> str:
    """Return the drift for people, a line each."""
    own, external = [one for one in found if not one.by], [one for one in found if one.by]
    parts = [f"{stack}: {len(own)} drifted" + (f", {len(external)} changed on purpose" if external else "")]
    return "\n".join([*parts, *(f"  {one}" for one in (*own, *external)), ""])


def as_json(stack: str, found: list[Drift]) -> str:
    """Return the drift for programs."""
    return json_text({"stack": stack, "drift": [_plain(one) for one in found]})


def _plain(one: Drift) -> dict[str, Any]:
    location = one.line.location if one.line is not None else None
    return {
        "address": one.address,
        "argument": one.argument.path,
        "declared": one.declared,
        "live": one.live,
        "external": one.by or None,
        "path": one.line.path if one.line is not None else None,
        "file": location.file if location else None,
        "line": location.line if location else None,
    }
