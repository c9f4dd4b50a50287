"""Callers of both targets, 50 requests a second in all, and the counts that AWS's balancer would publish of them."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.rollouts.stand import BALANCER, FUNCTIONS, NAMESPACE, Stand

CALLERS, REQUESTS_A_SECOND = 5, 50
PATHS = {"payment-validation": "/validations", "fraud-detection": "/screenings"}
PUBLISH_SECONDS = 0.5
SLOW_SECONDS = 1.0


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
    def failed(self) -> bool:
        return self.status != 200


@dataclass(slots=True)
class Callers:
    """What callers have met so far. Green answers by the newest version, and what breaks is green: blue never does.

    Once blue is promoted, it answers by the newest version as well.
    """

    stand: Stand
    calls: list[Call] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def since(self, at: float, until: float = float("inf")) -> list[Call]:
        return [call for call in list(self.calls) if at <= call.at < until]

    def call_forever(self, number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.stand.emulator.port, timeout=60)
        begun, made = time.monotonic(), 0
        while not self.stopped.is_set():
            target = FUNCTIONS[(number + made) % 2]
            self.calls.append(self._call(connection, target))
            made += 1
            # Who is late does not hurry after: the rate is an upper limit.
            begun = max(begun + CALLERS / REQUESTS_A_SECOND, time.monotonic() - 1)
            self.stopped.wait(max(0.0, begun - time.monotonic()))
        connection.close()

    def _call(self, connection: http.client.HTTPConnection, target: str) -> Call:
        began = time.monotonic()
        try:
            connection.request("POST", f"/_alb/{BALANCER}{PATHS[target]}", b"{}")
            response = connection.getresponse()
            status, content = response.status, response.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            status, content = 0, b""
        version = str(_json(content).get("version", ""))
        colour = "green" if version in ("", self.stand.newest) else "blue"
        return Call(time.time(), target, colour, version, status, time.monotonic() - began)

    def publish_forever(self) -> None:
        settings = self.stand.live.settings()
        cloudwatch, seen = self.stand.emulator.client("cloudwatch"), 0
        while not self.stopped.wait(PUBLISH_SECONDS):
            calls = self.calls[seen:]
            seen += len(calls)
            data = list(_metrics(calls, settings))
            cloudwatch.put_metric_data(Namespace="AWS/ApplicationELB", MetricData=data)
            green = [call for call in calls if call.colour == "green"]
            errors = float(sum(call.failed for call in green))
            slowest = max((call.seconds for call in green if not call.failed), default=0.0)
            cloudwatch.put_metric_data(
                Namespace=NAMESPACE,
                MetricData=[
                    {"MetricName": "Errors", "Value": errors, "Unit": "Count"},
                    {"MetricName": "Seconds", "Value": slowest, "Unit": "Seconds"},
                ],
            )


def _metrics(calls: list[Call], settings: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for target in settings["targets"]:
        for colour, suffix in target["dimensions"].items():
            count = sum(call.target == target["name"] and call.colour == colour for call in calls)
            balancer = {"Name": "LoadBalancer", "Value": settings["balancer"]}
            dimensions = [balancer, {"Name": "TargetGroup", "Value": suffix}]
            yield {"MetricName": "RequestCount", "Dimensions": dimensions, "Value": float(count), "Unit": "Count"}


def _json(content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


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
