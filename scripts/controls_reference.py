"""Write docs/reference/controls.md: every control, why it is there, its requirements, and a stack that fails it.

The controls describe themselves; their examples are tests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from generator.compliance.controls import CONTROLS
from generator.compliance.evidence import Control
from generator.compliance.requirements import REQUIREMENTS, STANDARD
from generator.diagnostics.findings import CONTROLS_REFERENCE
from generator.validation import waivers

IDS = Path(waivers.__file__).with_name("control_ids.txt")
PAGE = Path(__file__).resolve().parents[1] / CONTROLS_REFERENCE
LONGEST_EXAMPLE = 20
HEADINGS: Mapping[str, str] = {
    "API": "API",
    "AUD": "Audit",
    "AVL": "Availability",
    "BAK": "Backup",
    "CFG": "Configuration of the stack",
    "DBS": "Database",
    "ENC": "Encryption",
    "FUN": "Functions",
    "IAM": "Rights",
    "KEY": "Keys",
    "LBR": "Load balancer",
    "LOG": "Logs",
    "MON": "Monitoring",
    "NET": "Network",
    "OPS": "Operation",
    "SEC": "Secrets",
    "STO": "Buckets",
    "TLS": "Encryption in transit",
    "VER": "Versions",
}
HEAD = f"""\
# Controls

Every control that `payinfra compliance` judges a synthesized stack by, in the order of the alphabet, with the
requirements of {STANDARD} that it is evidence for. Written by `make reference` from the controls themselves; the
examples are tests.
[Compliance](../compliance.md) describes how a stack is judged, and how a control is waived.
"""


def page() -> str:
    """Return the whole page."""
    sections = [
        "\n".join([f"## {HEADINGS.get(prefix, prefix)}", "", *map(_entry, group)])
        for prefix, group in groupby(CONTROLS, lambda control: control.CODE[2:5])
    ]
    return "\n".join([HEAD, *sections])


def ids() -> str:
    """Return the ids, one a line."""
    return "".join(f"{control.CODE}\n" for control in CONTROLS)


def _entry(control: Control) -> str:
    why = " ".join((getattr(control, "__doc__", None) or "").split())
    # What a control lacks, tests name one by one: here it is left out.
    known = [number for number in control.REQUIREMENTS if number in REQUIREMENTS]
    numbers = "\n".join(f"- {number}: {REQUIREMENTS[number].title}" for number in known)
    lines = [f"### {control.CODE}", "", f"**{control.TITLE}.** {why}", ""]
    return "\n".join([*lines, f"Severity: {control.SEVERITY}. Requirements:", "", numbers, "", *_example(control)])


def _example(control: Control) -> list[str]:
    text = json.dumps(getattr(control, "BAD", None), indent=2)
    if text == "null" or len(text.splitlines()) > LONGEST_EXAMPLE:
        return []
    return ["A stack that fails:", "", "```json", text, "```", ""]
