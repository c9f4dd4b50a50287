"""Read the defects that are planted by hand, and why some changes of what a control accepts are no defects."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml


def _read(name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))


# By a sentence, the steps that make it true.
BY_HAND: Mapping[str, Mapping[str, Any]] = _read("by_hand.yaml")
# By resource type and attribute, the reason.
UNSEEN: Mapping[str, str] = _read("unseen.yaml")
