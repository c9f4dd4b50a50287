"""Load the templates of documents that a package writes as HTML and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def document_templates(package: str, *, is_html: bool, filters: Mapping[str, Callable[..., Any]]) -> Environment:
    """Return the templates in the folder `templates` of a package. An unknown name is an error; HTML is escaped."""
    templates = Environment(
        loader=PackageLoader(package),
        autoescape=is_html,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    templates.filters |= filters
    return templates
