"""Render a report as a document: one HTML file without other files, or Markdown."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from generator.compliance.report.model import Report, grouped
from generator.compliance.requirements import STANDARD


def as_html(report: Report) -> str:
    """Return one HTML file."""
    return _render("evidence.html.j2", report, autoescape=True)


def as_markdown(report: Report) -> str:
    """Return a Markdown document."""
    return _render("evidence.md.j2", report, autoescape=False)


def _render(template: str, report: Report, *, autoescape: bool) -> str:
    environment = Environment(
        loader=PackageLoader("generator.compliance.report"),
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["cell"] = _cell
    return environment.get_template(template).render(report=report, grouped=grouped, standard=STANDARD)


def _cell(text: object) -> str:
    """A text as it can stand in a cell of a Markdown table."""
    return str(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
