"""List the formats of a report, by their name on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.compliance.report.documents import as_html, as_markdown
from generator.compliance.report.json_format import as_json
from generator.compliance.report.model import Report
from generator.compliance.report.sarif import as_sarif
from generator.compliance.report.text import as_text

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "html": as_html,
    "json": as_json,
    "markdown": as_markdown,
    "sarif": as_sarif,
    "text": as_text,
}
