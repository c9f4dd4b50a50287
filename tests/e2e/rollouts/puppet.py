"""Goes into the archive of traffic-control, beside what is there: it dies, hangs or errs where a test asks for it.

A test asks by a file of this name in the folder that `folder.txt` names: `die-before-`, `die-after-` or `hold-`, then
the rollout and the action. Each is obeyed once. While `defect-` and the rollout is there, the colours are mixed up.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from traffic_control import handler as sound
from traffic_control import tasks

FOLDER = Path(Path(__file__).with_name("folder.txt").read_text(encoding="utf-8"))
KILLED = 137
PLAIN = tasks._shares


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    rollout = event["settings"]["rollout"]
    task = f"{rollout}-{event['action']}"
    is_wrong = (FOLDER / f"defect-{rollout}").exists()
    tasks._shares = (lambda target, green: PLAIN(target, 100 - green)) if is_wrong else PLAIN
    if _is_asked(f"die-before-{task}"):
        os._exit(KILLED)
    if _is_asked(f"hold-{task}"):
        while _taken(f"hold-{task}").exists():
            time.sleep(0.02)
    answer = sound.handler(event, context)
    if _is_asked(f"die-after-{task}"):
        os._exit(KILLED)
    return answer


def _is_asked(name: str) -> bool:
    try:
        (FOLDER / name).rename(_taken(name))
    except FileNotFoundError:
        return False
    return True


def _taken(name: str) -> Path:
    return FOLDER / f"{name}.taken"
