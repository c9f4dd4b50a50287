"""Handle the tasks that the state machine of a rollout invokes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from adapters.aws import client
from adapters.logs import logger
from traffic_control.aliases import LambdaAliases
from traffic_control.balancer import ElasticLoadBalancing
from traffic_control.checks import LambdaChecks
from traffic_control.metrics import CloudWatch
from traffic_control.parameters import SsmParameters
from traffic_control.settings import RolloutSettings
from traffic_control.tasks import TrafficControl

ACTIONS: Final = ("preflight", "approve", "shift", "watch", "promote", "warm", "restore", "verify", "recover")
NOT_ARGUMENTS: Final = ("action", "settings", "execution")


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Run the task that the event names. Raises NotReady, NotDone, and errors of AWS, which the machine retries."""
    if event["action"] not in ACTIONS:
        raise ValueError(f"the action must be one of {', '.join(ACTIONS)}")
    settings = RolloutSettings.from_event(event["settings"])
    logger.set_correlation_id(event["execution"])
    control = TrafficControl(
        settings=settings,
        execution=event["execution"],
        balancer=ElasticLoadBalancing(client("elbv2")),
        aliases=LambdaAliases(client("lambda")),
        metrics=CloudWatch(client("cloudwatch"), settings.balancer, settings.metric_seconds),
        parameters=SsmParameters(client("ssm"), settings.key),
        checks=LambdaChecks(client("lambda")),
        clock=time.time,
        sleep=time.sleep,
    )
    arguments = {name: value for name, value in event.items() if name not in NOT_ARGUMENTS}
    result: dict[str, Any] = getattr(control, event["action"])(**arguments)
    logger.info("rollout_task_done", rollout=settings.rollout, action=event["action"], **result)
    return result
