"""Goes into the archive of traffic-control, beside what is there: it dies, hangs or errs where a test asks for it.

A test asks by a file of this name in the folder that `folder.txt` names: `die-before-`, `die-after-` or `hold-`, then
the rollout and the action. Each is obeyed once. While `defect-` and the rollout is there, it has the defect that stands
in that file.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from traffic_control import handler as sound
from traffic_control import rule_weights
from traffic_control.rule_weights import RuleWeights

FOLDER = Path(Path(__file__).with_name("folder.txt").read_text(encoding="utf-8"))
KILLED = 137
PLAIN = RuleWeights.move


def _first_rule_alone(control: RuleWeights, green: int) -> None:
    rule = control.settings.rules[0]
    control.balancer.move(rule.arn, rule_weights.split(control.settings.target_of(rule), green), None)


def _never_back(control: RuleWeights, green: int) -> None:
    if green:
        PLAIN(control, green)


DEFECTS = {"moves one rule and does not read back": _first_rule_alone, "does not go back": _never_back}


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    rollout = event["settings"]["rollout"]
    task = f"{rollout}-{event['action']}"
    RuleWeights.move = DEFECTS.get(_defect(rollout), PLAIN)
    if _is_asked(f"die-before-{task}"):
        os._exit(KILLED)
    if _is_asked(f"hold-{task}"):
        while _taken(f"hold-{task}").exists():
            time.sleep(0.02)
    answer = sound.handler(event, context)
    if _is_asked(f"die-after-{task}"):
        os._exit(KILLED)
    return answer


def _defect(rollout: str) -> str:
    file = FOLDER / f"defect-{rollout}"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _is_asked(name: str) -> bool:
    try:
        (FOLDER / name).rename(_taken(name))
    except FileNotFoundError:
        return False
    return True


def _taken(name: str) -> Path:
    return FOLDER / f"{name}.taken"
