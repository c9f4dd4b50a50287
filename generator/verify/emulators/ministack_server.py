"""Serve MiniStack with the few answers of AWS that it gets wrong. Runs in the emulators' own environment.

Its address and port come from the environment, as MiniStack reads them.
Usage: python -I ministack_server.py PORT RECORDING
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any

from hypercorn.config import Config  # type: ignore[import-not-found]  # is in the emulators' environment only
from ministack import app  # type: ignore[import-not-found]  # is in the emulators' environment only
from ministack.services import cloudtrail, s3, secretsmanager, stepfunctions  # type: ignore[import-not-found]

sys.path.append(str(Path(__file__).parents[3]))
from generator.verify.emulators.retry_cache import RetryCache  # is found where this file is
from generator.verify.requests.recorder import Recorder  # as above

MINIMUM = "x-amz-transition-default-minimum-object-size"
IDLE_SECONDS = 3600
QUEUE = 1024


def remember_the_minimum_size_of_transitions() -> None:
    """S3 returns the TransitionDefaultMinimumObjectSize that a lifecycle was put with; MiniStack returns a constant."""
    plain = s3.handle_request
    minimum: dict[str, str] = {}

    async def handle_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], *more: Any, **named: Any
    ) -> tuple[int, dict[str, str], bytes]:
        status, answered, content = await plain(method, path, headers, body, query, *more, **named)
        if "lifecycle" in query and status == 200:
            bucket = path.strip("/")
            if method == "PUT" and MINIMUM in headers:
                minimum[bucket] = headers[MINIMUM]
            answered = {**answered, MINIMUM: minimum.get(bucket, answered.get(MINIMUM, ""))}
        return status, answered, content

    s3.handle_request = handle_request


def remember_what_a_trail_is_created_with() -> None:
    """CreateTrail takes tags and a log group; MiniStack takes them with AddTags and UpdateTrail only."""
    create = cloudtrail._DISPATCH["CreateTrail"]

    def create_trail(request: dict[str, Any]) -> Any:
        answer = create(request)
        trail = cloudtrail._trails.get(request["Name"])
        if answer[0] == 200 and trail:
            for field in ("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn"):
                if field in request:
                    trail[field] = request[field]
            cloudtrail._trail_tags[trail["TrailARN"]] = {
                tag["Key"]: tag["Value"] for tag in request.get("TagsList", ())
            }
        return answer

    cloudtrail._DISPATCH["CreateTrail"] = create_trail


def remember_tracing_of_state_machines() -> None:
    """DescribeStateMachine returns the tracingConfiguration that a machine was created or updated with."""
    for name in ("_create_state_machine", "_update_state_machine"):
        setattr(stepfunctions, name, _with_tracing(getattr(stepfunctions, name)))


def _with_tracing(plain: Any) -> Any:
    def handle(request: dict[str, Any]) -> Any:
        answer = plain(request)
        arn = request.get("stateMachineArn") or json.loads(answer[2]).get("stateMachineArn")
        if answer[0] == 200 and "tracingConfiguration" in request:
            stepfunctions._state_machines[arn]["tracingConfiguration"] = request["tracingConfiguration"]
        return answer

    return handle


def page_events() -> None:
    """LookupEvents returns a NextToken while there are more; MiniStack returns the latest 50 and no token."""
    plain, recorded = cloudtrail._DISPATCH["LookupEvents"], cloudtrail._get_event_queue

    def lookup_events(request: dict[str, Any]) -> Any:
        events = list(recorded())
        if "NextToken" in request:
            events = list(itertools.takewhile(lambda event: event["EventId"] != request["NextToken"], events))
        cloudtrail._get_event_queue = lambda: events
        try:
            status, headers, body = plain(request)
        finally:
            cloudtrail._get_event_queue = recorded
        found = json.loads(body)
        if found["Events"]:
            found["NextToken"] = found["Events"][-1]["EventId"]
        return status, headers, json.dumps(found).encode()

    cloudtrail._DISPATCH["LookupEvents"] = lookup_events


def cancel_rotations() -> None:
    """CancelRotateSecret turns the rotation of a secret off; MiniStack does not know the action."""
    plain = secretsmanager.handle_request

    async def handle_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> tuple[int, dict[str, str], bytes]:
        if headers.get("x-amz-target", "").endswith(".CancelRotateSecret"):
            _, secret = secretsmanager._resolve(json.loads(body)["SecretId"])
            if secret:
                secret["RotationEnabled"] = False
                secret.pop("RotationRules", None)
                answer: tuple[int, dict[str, str], bytes] = secretsmanager.json_response(
                    {"ARN": secret["ARN"], "Name": secret["Name"]}
                )
                return answer
        described: tuple[int, dict[str, str], bytes] = await plain(method, path, headers, body, query)
        return described

    secretsmanager.handle_request = handle_request


def keep_connections() -> None:
    """Connections wait for their next request longer than any client does, and a burst of new ones is taken.

    Go's client drops a connection that is idle for 90 s; MiniStack closes it after 75, perhaps as a request comes: then
    nobody knows whether it was done. On a busy machine more callers come at once than the usual queue of 100 holds.
    """
    Config.keep_alive_timeout = property(lambda config: IDLE_SECONDS, lambda config, theirs: None)
    Config.backlog = QUEUE


def answer_repeated_calls() -> None:
    """Let the server make a call once whose answer is lost."""
    app.app = RetryCache().around_asgi(app.app)


def correct_answers() -> None:
    """Make all of the above as AWS does it."""
    keep_connections()
    remember_the_minimum_size_of_transitions()
    remember_what_a_trail_is_created_with()
    remember_tracing_of_state_machines()
    page_events()
    cancel_rotations()
    answer_repeated_calls()


if __name__ == "__main__":
    correct_answers()
    app.app = Recorder(Path(sys.argv[2])).around_asgi(app.app)
    # What is on the command line shows people which process this is; MiniStack knows no such argument.
    del sys.argv[1:]
    app.main()
