"""Read alarm states and request counts by the CloudWatch API."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from traffic_control.ports import Shares
from traffic_control.settings import Target

ALARMS_PER_CALL = 100
ALARM_TYPES = ("MetricAlarm", "CompositeAlarm")


@dataclass(frozen=True, slots=True)
class CloudWatch:
    """Implements ports.Metrics. `balancer` is the dimension LoadBalancer; `period` is that of the counts in seconds."""

    client: Any
    balancer: str
    period: int

    def alarms(self, names: Sequence[str]) -> Mapping[str, str]:
        states: dict[str, str] = {}
        for first in range(0, len(names), ALARMS_PER_CALL):
            some = list(names[first : first + ALARMS_PER_CALL])
            found = self.client.describe_alarms(
                AlarmNames=some, AlarmTypes=list(ALARM_TYPES), MaxRecords=ALARMS_PER_CALL
            )
            for kind in ("MetricAlarms", "CompositeAlarms"):
                states |= {alarm["AlarmName"]: alarm["StateValue"] for alarm in found.get(kind, ())}
        return states

    def requests(self, targets: Sequence[Target], since: float, until: float) -> Mapping[str, Shares]:
        """Whole periods alone: the one in which a step begins has requests by the old weights as well."""
        counts = {target.name: dict.fromkeys(target.groups.values(), 0) for target in targets}
        begin = math.ceil(since / self.period) * self.period
        queries = list(self._queries(targets))
        if begin >= until or not queries:
            return counts
        groups = [(target.name, arn) for target in targets for arn in target.groups.values()]
        for result in self._data(queries, begin, until):
            name, arn = groups[int(result["Id"].removeprefix("q"))]
            counts[name][arn] += int(sum(result["Values"]))
        return counts

    def _queries(self, targets: Sequence[Target]) -> Iterator[Mapping[str, Any]]:
        suffixes = [target.dimensions[colour] for target in targets for colour in target.groups]
        for number, suffix in enumerate(suffixes):
            dimensions = [{"Name": "LoadBalancer", "Value": self.balancer}, {"Name": "TargetGroup", "Value": suffix}]
            metric = {"Namespace": "AWS/ApplicationELB", "MetricName": "RequestCount", "Dimensions": dimensions}
            stat = {"Metric": metric, "Period": self.period, "Stat": "Sum"}
            yield {"Id": f"q{number}", "MetricStat": stat, "ReturnData": True}

    def _data(self, queries: Sequence[Mapping[str, Any]], begin: float, until: float) -> Iterator[Mapping[str, Any]]:
        times = {
            "StartTime": datetime.fromtimestamp(begin, timezone.utc),
            "EndTime": datetime.fromtimestamp(until, timezone.utc),
        }
        following: dict[str, str] = {}
        while True:
            page = self.client.get_metric_data(MetricDataQueries=queries, **times, **following)
            yield from page["MetricDataResults"]
            if "NextToken" not in page:
                return
            following = {"NextToken": page["NextToken"]}
