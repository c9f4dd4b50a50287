"""The forms in which a report is read, by the name that the command line gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.controls.report.documents import as_html, as_markdown
from generator.controls.report.json_form import as_json
from generator.controls.report.model import Report
from generator.controls.report.sarif import as_sarif
from generator.controls.report.text import as_text

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "html": as_html,
    "json": as_json,
    "markdown": as_markdown,
    "sarif": as_sarif,
    "text": as_text,
}
