"""The workflows in examples/, as data: jobs with the lines that they run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
GITHUB, GITLAB = EXAMPLES / "github-deploy.yml", EXAMPLES / "gitlab-ci.yml"


def github_steps(job: str) -> list[dict[str, Any]]:
    """The steps of a job that run something, but for the installation."""
    steps: list[dict[str, Any]] = _read(GITHUB)["jobs"][job]["steps"]
    return [step for step in steps if "run" in step and step.get("name") != "Install"]


def gitlab_lines(job: str) -> list[str]:
    """What a job runs."""
    lines: list[str] = _read(GITLAB)[job]["script"]
    return lines


def _read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found
