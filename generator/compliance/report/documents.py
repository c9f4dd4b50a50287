"""Render a report as a document: one HTML file without other files, or Markdown."""

from __future__ import annotations

from generator.compliance.report.model import Report, grouped
from generator.compliance.requirements import STANDARD
from generator.system.document_templates import document_templates


def as_html(report: Report) -> str:
    """Return one HTML file."""
    return _render("evidence.html.j2", report, is_html=True)


def as_markdown(report: Report) -> str:
    """Return a Markdown document."""
    return _render("evidence.md.j2", report, is_html=False)


def _render(template: str, report: Report, *, is_html: bool) -> str:
    templates = document_templates("generator.compliance.report", is_html=is_html, filters={"cell": _cell})
    return templates.get_template(template).render(report=report, grouped=grouped, standard=STANDARD)


def _cell(text: object) -> str:
    """A text as it can stand in a cell of a Markdown table."""
    return str(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
