"""Callers of all targets, 50 requests a second in all, and the counts that AWS's balancer would publish of them."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.rollouts.environment import NAMESPACE, PATHS, ROLLOUTS, SUFFIX
from tests.e2e.rollouts.stand import Stand
from tests.support.waiting import PATIENCE_SECONDS

CALLERS, REQUESTS_A_SECOND = 5, 50
# Most go to the targets that are released with all that there is to count.
TARGETS = (*ROLLOUTS["release"] * 4, *ROLLOUTS["killed"], *ROLLOUTS["aborted"])
BALANCER = f"alb-{SUFFIX}"
CHOSEN = "x-emulated-target-group"
PUBLISH_SECONDS, RECENT_SECONDS = 0.5, 8
# As many processes may start at once: one a caller, of two functions.
ANSWERS = 2 * CALLERS


@dataclass(frozen=True, slots=True)
class Call:
    """One request: when it ended, of which target, the colour and version that answered, status and seconds."""

    at: float
    target: str
    colour: str
    version: str
    status: int
    seconds: float

    @property
    def begun(self) -> float:
        return self.at - self.seconds

    @property
    def failed(self) -> bool:
        return self.status != 200


@dataclass(slots=True)
class Callers:
    """What callers have met so far, by the order in which they were answered."""

    stand: Stand
    calls: list[Call] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    colours: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for rollout in self.stand.rollouts.values():
            for target in rollout.settings["targets"]:
                self.colours |= {arn.split("/")[1]: colour for colour, arn in target["groups"].items()}

    def of(self, rollout: str, since: float, until: float = float("inf")) -> list[Call]:
        """Return the calls of a rollout's targets that were answered between two times."""
        return [call for call in list(self.calls) if call.target in ROLLOUTS[rollout] and since <= call.at < until]

    def within(self, rollout: str, since: float, until: float = float("inf")) -> list[Call]:
        """Return those that have begun in that time as well."""
        return [call for call in self.of(rollout, since, until) if call.begun >= since]

    def call_forever(self, number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.stand.emulator.port, timeout=PATIENCE_SECONDS)
        begun = time.monotonic()
        for made in itertools.count(number):
            if self.stopped.is_set():
                break
            self.calls.append(self._call(connection, TARGETS[made % len(TARGETS)]))
            # Who is late does not hurry after: the rate is an upper limit.
            begun = max(begun + CALLERS / REQUESTS_A_SECOND, time.monotonic() - 1)
            self.stopped.wait(max(0.0, begun - time.monotonic()))
        connection.close()

    def _call(self, connection: http.client.HTTPConnection, target: str) -> Call:
        began, group, content = time.monotonic(), "", b""
        try:
            connection.request("POST", f"/_alb/{BALANCER}{PATHS[target]}", b"{}")
            response = connection.getresponse()
            status, content = response.status, response.read()
            group = response.getheader(CHOSEN, "")
        except (OSError, http.client.HTTPException):
            connection.close()
            status = 0
        version = str(_json(content).get("version", ""))
        return Call(time.time(), target, self.colours.get(group, ""), version, status, time.monotonic() - began)

    def publish_forever(self) -> None:
        cloudwatch, seen = self.stand.emulator.client("cloudwatch"), 0
        while not self.stopped.wait(PUBLISH_SECONDS):
            calls = self.calls[seen:]
            seen += len(calls)
            cloudwatch.put_metric_data(Namespace="AWS/ApplicationELB", MetricData=list(self._counts(calls)))
            recent = self.of("release", time.time() - RECENT_SECONDS)
            cloudwatch.put_metric_data(Namespace=NAMESPACE, MetricData=list(_met(calls, recent)))

    def _counts(self, calls: list[Call]) -> Iterator[dict[str, Any]]:
        settings = self.stand.release.settings
        for target in settings["targets"]:
            for colour, suffix in target["dimensions"].items():
                count = sum(call.target == target["name"] and call.colour == colour for call in calls)
                balancer = {"Name": "LoadBalancer", "Value": settings["balancer"]}
                dimensions = [balancer, {"Name": "TargetGroup", "Value": suffix}]
                yield {"MetricName": "RequestCount", "Dimensions": dimensions, "Value": float(count), "Unit": "Count"}


def _met(calls: list[Call], recent: list[Call]) -> Iterator[dict[str, Any]]:
    """What callers of green have met. Slow is what has answered nobody sooner, of so many that not all were the first.

    A first call waits until its process has started, which takes long on a busy machine.
    """
    green = [call for call in calls if call.colour == "green"]
    released = [call for call in green if call.target in ROLLOUTS["release"]]
    answers = [call.seconds for call in recent if call.colour == "green" and not call.failed]
    seconds = min(answers) if len(answers) >= ANSWERS else 0.0
    others = sum(call.failed for call in green) - sum(call.failed for call in released)
    errors = float(sum(call.failed for call in released))
    yield {"MetricName": "Errors", "Value": errors, "Unit": "Count"}
    yield {"MetricName": "Seconds", "Value": seconds, "Unit": "Seconds"}
    yield {"MetricName": "OtherErrors", "Value": float(others), "Unit": "Count"}


def _json(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


@contextmanager
def calling(stand: Stand) -> Iterator[Callers]:
    """Callers who call as long as the body runs."""
    callers = Callers(stand)
    threads = [threading.Thread(target=callers.call_forever, args=(number,)) for number in range(CALLERS)]
    threads.append(threading.Thread(target=callers.publish_forever))
    for thread in threads:
        thread.start()
    try:
        yield callers
    finally:
        callers.stopped.set()
        for thread in threads:
            thread.join()
