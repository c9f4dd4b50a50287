"""Lay out a repository of specs: a base, one environment, the schema, what CI, git and pre-commit need."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator import __version__
from generator.analysis.scaffold import TEMPLATES, starter
from generator.diagnostics.usage_error import UsageError
from generator.spec.schema import FOLDER as SCHEMAS

FIRST = "dev"
_PAGES: Mapping[str, str] = {
    ".github/workflows/payinfra.yml": "workflow.yml.j2",
    ".gitignore": "gitignore.j2",
    ".pre-commit-config.yaml": "pre-commit.yaml.j2",
    "README.md": "readme.md.j2",
    "specs/base.yaml": "base.yaml.j2",
}


def repository() -> dict[str, str]:
    """Return the text of each file of a new repository by its path."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # YAML, Markdown and patterns of our own words, not HTML.
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES / "repository"),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
    )
    pages = {path: templates.get_template(name).render(version=__version__) for path, name in _PAGES.items()}
    first = starter(FIRST, size="small", extends="base.yaml", schema="../schemas/environment.schema.json")
    return {**pages, f"specs/{FIRST}.yaml": first, **{f"schemas/{name}": text for name, text in schemas().items()}}


def schemas() -> dict[str, str]:
    """Return the files of the schema by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(SCHEMAS.glob("*.json"))}


def write_new(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write files that are not there yet, all or none. Raises UsageError where one is."""
    taken = sorted(path for path in files if (folder / path).exists())
    if taken:
        where = "here" if folder == Path() else f"in {folder}"
        raise UsageError(
            f"nothing is written: {', '.join(taken[:5])} {'is' if len(taken) == 1 else 'are'} {where} already"
        )
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return [folder / path for path in files]
