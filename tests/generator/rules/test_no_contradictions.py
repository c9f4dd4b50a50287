"""No two rules ask for what cannot be had together: whatever a rule faults at a value, some other value pleases all.

Each role is an entry that plays every part it can at once: a function that is routed, rotates a secret, and is called
and calls. Each of its values is tried at its bounds, defaults and examples. Where every one has a finding at its own
place, no edit there can satisfy the rules, and one of them must name another place or another cure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from generator.diagnostics.findings import SpecError
from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema
from tests.support.stacks import rule_findings

FUNCTION = {
    "name": "fraud-detection",
    "reservedConcurrency": 5,
    "runOnDeploy": True,
    "asynchronous": {"maximumRetries": 1},
    "aliases": {"blue": {"provisionedConcurrency": 1}, "green": {"provisionedConcurrency": 1}},
    "grants": {
        "secrets": [{"name": "acquirer-api", "access": ["rotate"]}],
        "functions": [{"name": "transaction-processing"}],
    },
}
SECRET = {"name": "acquirer-api", "rotation": {"function": "fraud-detection"}}
TABLE = {
    "name": "refunds",
    "hashKey": "id",
    "rangeKey": "at",
    "attributes": [{"name": "id"}, {"name": "at"}, {"name": "by"}],
    "billingMode": "PROVISIONED",
    "readCapacity": {"minimum": 1, "maximum": 5},
    "writeCapacity": {"minimum": 1, "maximum": 5},
    "ttlAttribute": "expires",
    "stream": "NEW_IMAGE",
    "globalSecondaryIndexes": [{"name": "by-by", "hashKey": "by"}],
}
DATABASE = {"proxy": {"enabled": True}, "readers": {"count": 1, "autoscaling": {"enabled": True}}}
ALARM = {
    "name": "mine",
    "description": "d",
    "threshold": 50,
    "treatMissingData": "missing",
    "forEach": "functions",
    "relativeTo": "timeout",
    "metrics": [{"name": "d", "of": "function", "metric": "Duration", "statistic": "p99"}],
}
DOMAIN = {"name": "api.shop.test", "certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd"}
CERTIFICATE = {"domain": "pay.shop.test", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}

# The spec, and where in it and in the schema the role is.
ROLES: dict[str, tuple[dict[str, Any], SpecPath, str]] = {
    "a function": (
        {"production": True, "functions": [FUNCTION], "secrets": [SECRET]},
        SpecPath(("functions", 0)),
        "functions.schema.json",
    ),
    "a secret": ({"production": True, "secrets": [SECRET]}, SpecPath(("secrets", 0)), "secrets.schema.json"),
    "a table": ({"production": True, "tables": [TABLE]}, SpecPath(("tables", 0)), "tables.schema.json"),
    "a bucket": ({"buckets": [{"name": "files"}]}, SpecPath(("buckets", 0)), "buckets.schema.json"),
    "the database": ({"production": True, "database": DATABASE}, SpecPath(("database",)), "database.schema.json"),
    "the network": ({"production": True, "network": {}}, SpecPath(("network",)), "network.schema.json"),
    "the API": ({"api": {"customDomain": DOMAIN}}, SpecPath(("api",)), "api.schema.json"),
    "the balancer": (
        {"loadBalancer": {"certificate": CERTIFICATE}},
        SpecPath(("loadBalancer",)),
        "load-balancer.schema.json",
    ),
    "the audit": ({"audit": {"trail": {"enabled": True}}}, SpecPath(("audit",)), "audit.schema.json"),
    "the keys": ({"encryption": {}}, SpecPath(("encryption",)), "encryption.schema.json"),
    "the state": ({"state": {"backend": "s3", "bucket": "tf-state"}}, SpecPath(("state",)), "state.schema.json"),
    "an alarm": (
        {"monitoring": {"alarms": [ALARM]}},
        SpecPath(("monitoring", "alarms", 0)),
        "monitoring.schema.json",
    ),
}
# Of numbers, besides their bounds: what limits of AWS and of the house lie at.
NUMBERS = (0, 1, 2, 5, 7, 10, 20, 28, 29, 30, 35, 50, 60, 90, 100, 180, 365, 400, 500, 1000, 5000)


def values_of(part: Mapping[str, Any], file: str, at: SpecPath) -> Iterator[tuple[SpecPath, list[Any]]]:
    """Each value below a part of the schema that is no list, with what may be written there."""
    part, file = schema.resolve(part, file)
    for key, described in part.get("properties", {}).items():
        inner, inner_file = schema.resolve(described, file)
        if "deprecated" in inner or key in ("name", "remove"):
            continue
        if "properties" in inner:
            yield from values_of(inner, inner_file, at / key)
        elif candidates := list(_candidates(inner)):
            yield at / key, candidates


def _candidates(described: Mapping[str, Any]) -> Iterator[Any]:
    kinds = described.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "enum" in described:
        yield from described["enum"]
    elif "boolean" in kinds:
        yield from (True, False)
    elif {"integer", "number"} & set(kinds):
        bounds = [described[end] for end in ("minimum", "maximum") if end in described]
        low, high = described.get("minimum", 0), described.get("maximum", 10**9)
        yield from dict.fromkeys(number for number in (*bounds, *NUMBERS) if low <= number <= high)
    elif "string" in kinds:
        yield from described.get("examples", ())
    if "null" in kinds and "enum" not in described:
        yield None


def with_value(spec: Any, at: SpecPath, value: Any) -> Any:
    """The spec with a value at a pointer."""
    if not at:
        return value
    step, rest = at[0], SpecPath(at[1:])
    if isinstance(step, int):
        return [with_value(item, rest, value) if index == step else item for index, item in enumerate(spec)]
    inner = spec.get(step)
    return {**spec, step: with_value({} if inner is None else inner, rest, value)}


def written_at(spec: Any, at: SpecPath) -> list[Any]:
    """What the role itself has at a pointer, in a list; empty where that is nothing."""
    for step in at:
        try:
            spec = spec[step]
        except (KeyError, IndexError, TypeError):
            return []
    return [spec]


def codes_at(spec: dict[str, Any], at: SpecPath) -> set[str] | None:
    """The ids of findings at a value; None where the schema refuses it."""
    try:
        found = rule_findings(spec)
    except SpecError:
        return None
    return {one.code for one in found if _without_positions(one.pointer) == _without_positions(at)}


def _without_positions(at: SpecPath) -> tuple[str, ...]:
    """A pointer without those of entries, which change when defaults come before them."""
    return tuple(step for step in at if isinstance(step, str))


@pytest.mark.parametrize("role", ROLES)
def test_every_value_that_a_rule_faults_can_be_mended_where_it_is(role):
    spec, at, file = ROLES[role]
    part, file = schema.resolve(schema.section(file), file)
    if isinstance(at[-1], int) and "items" in part:
        part = part["items"]
    elif role == "an alarm":
        part = part["properties"]["alarms"]["items"]
    stuck = {}
    for pointer, candidates in values_of(part, file, at):
        faulted: set[str] = set()
        for value in [*written_at(spec, pointer), *candidates]:
            codes = codes_at(with_value(spec, pointer, value), pointer)
            if not codes and codes is not None:
                break
            faulted |= codes or set()
        else:
            if faulted:
                stuck[str(pointer)] = faulted
    assert stuck == {}, "rules that contradict each other: let one of them name another place, or another cure"
