"""Load the CloudWatch metrics of everything that a spec may watch: `metrics.json`, a row for each word of `of`.

`dimensions` are those under which AWS publishes, in CloudWatch's order; asking with any other set gives an empty graph,
without an error. A row takes the metrics of its `groups` and has its own, listed by unit and by the statistic that
answers the usual question. Of the API's `Count` AWS says: "the SampleCount statistic represents this metric". A log has
no list, as the one metric that a filter writes bears the filter's name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")
SIMPLE_STATISTICS = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")
# Percentile, trimmed mean, trimmed count, trimmed sum, winsorized mean: from 0 to 100, with up to ten decimals.
EXTENDED_STATISTIC = r"(p|tm|tc|ts|wm)(100|\d{1,2}(\.\d{1,10})?)|IQM"
CUSTOM = "custom"
# Of DynamoDB.
OPERATIONS = (
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
)


@dataclass(frozen=True, slots=True)
class Metric:
    """`statistic` is the one that answers the usual question. `by_operation`: AWS publishes it by operation only."""

    unit: str
    statistic: str
    by_operation: bool = False


@dataclass(frozen=True, slots=True)
class MetricKind:
    """`named`: the spec may have several, so one is named; `part`: the field that says which part of it is meant."""

    namespace: str
    dimensions: tuple[str, ...]
    metrics: Mapping[str, Metric]
    source: str
    named: bool = True
    part: str | None = None


def is_extended(statistic: str) -> bool:
    """Return whether a statistic is a percentile or another that CloudWatch computes from all samples."""
    return re.fullmatch(EXTENDED_STATISTIC, statistic) is not None


def _kinds() -> Iterator[tuple[str, MetricKind]]:
    table = json.loads(FILE.read_text(encoding="utf-8"))
    for kind, row in table["kinds"].items():
        lists = [*(table["groups"][name] for name in row.pop("groups", ())), row.pop("metrics", {})]
        yield kind, MetricKind(metrics=dict(sorted(_metrics(lists))), dimensions=tuple(row.pop("dimensions")), **row)


def _metrics(lists: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Metric]]:
    """Yield name and metric; a list has its unit and statistic as key, and whether it is published by operation."""
    for of, names in (item for each in lists for item in each.items()):
        unit, statistic, *by_operation = of.split()
        yield from ((name, Metric(unit, statistic, bool(by_operation))) for name in names)


KINDS: Mapping[str, MetricKind] = dict(_kinds())
