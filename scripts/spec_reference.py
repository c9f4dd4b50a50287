"""Write docs/reference/spec.md, the reference of the spec, from the schemas.

A test holds the page against the schemas, and synthesizes the example of every section.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.analysis.schema_at import allowed
from generator.analysis.show import as_yaml
from generator.rules import RULES
from generator.spec import schema
from generator.spec.deserialize import camel
from generator.spec.node import from_plain

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "spec.md"
INTRODUCTION = """\
# Spec reference

Every key of a spec, section by section. This page is written from `schemas/` by `make reference`: change it there.
[The spec language](../spec-language.md) describes how files extend and lists merge; [findings](findings.md)
explains what the rules say. `payinfra explain ENV PATH` shows the same for one place in your own spec.

In the tables, `[]` is an entry of a list. Where the default is `required`, a complete spec must have the key.
"""


def page() -> str:
    """Return the whole page."""
    root = schema.section(schema.ROOT)
    sections = {key: part for key, part in root["properties"].items() if is_section(part)}
    plain = {key: part for key, part in root["properties"].items() if key not in sections}
    parts = [
        INTRODUCTION,
        f"Sections: {', '.join(f'[{key}](#{key.lower()})' for key in sections)}.\n",
        "## At the top\n",
        table({"properties": plain, "requiredWhenResolved": root["requiredWhenResolved"]}, schema.ROOT),
        *(_section(key, part) for key, part in sections.items()),
    ]
    return "\n".join(parts)


def is_section(part: Mapping[str, Any]) -> bool:
    """Return whether a property is a section with a schema file of its own."""
    return str(part.get("$ref", "")).endswith(".schema.json")


def examples() -> dict[str, Any]:
    """Return the example of every section, as a spec with nothing else but a suffix would have it."""
    root = schema.section(schema.ROOT)
    sections = {key: schema.resolve(part)[0] for key, part in root["properties"].items() if is_section(part)}
    return {key: part["examples"][0] for key, part in sections.items()}


def _section(key: str, part: Mapping[str, Any]) -> str:
    described, file = schema.resolve(part)
    lines = [f"## {key}\n", f"{described['description']}\n", "```yaml", _yaml({key: described["examples"][0]}), "```\n"]
    lines.append(table(described, file))
    codes = _rules().get(key, [])
    if codes:
        links = ", ".join(f"[{code}](findings.md#{code.lower()}) {summary}" for code, summary in codes)
        lines.append(f"Rules: {links}.\n")
    return "\n".join(lines)


def table(described: Mapping[str, Any], file: str) -> str:
    """Return the table of the properties of a schema that stands in a file."""
    rows = ["| key | value | default | |", "| --- | --- | --- | --- |"]
    rows += [_row(*entry) for entry in _properties(described, file, "")]
    return "\n".join(rows) + "\n"


def _properties(part: Mapping[str, Any], file: str, at: str) -> Iterator[tuple[str, Mapping[str, Any], str, bool]]:
    """Path, schema, file and whether it is required, of every property at any depth."""
    part, file = schema.resolve(part, file)
    required = {*part.get("required", ()), *part.get("requiredWhenResolved", ())}
    for key, inner in part.get("properties", {}).items():
        described, where = schema.resolve(inner, file)
        path = f"{at}.{key}" if at else key
        if key == "remove" or "deprecated" in inner:
            continue
        yield path, described, where, key in required
        yield from _properties(described, where, path)
    if "items" in part:
        yield from _properties(part["items"], file, f"{at}[]")
    for arm in part.get("anyOf", ()):
        yield from _properties(arm, file, at)


def _row(path: str, described: Mapping[str, Any], file: str, is_required: bool) -> str:
    default = "required" if is_required else _code(described["default"]) if "default" in described else ""
    example = described.get("examples", [None])[0]
    shown = f" Example: {_code(example)}" if example is not None and not isinstance(example, bool) else ""
    # A test of the schemas names what has no description; here it only leaves the cell empty.
    about = _cell(described.get("description", ""))
    return f"| `{path}` | {_cell(allowed(described, file))} | {default} | {about}{shown} |"


def _code(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
    text = text if len(text) <= 80 else f"{text[:77]}..."
    return f"`{_cell(text) or chr(34) * 2}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _yaml(value: Any) -> str:
    return as_yaml(from_plain(value)).rstrip()


def _rules() -> Mapping[str, list[tuple[str, str]]]:
    """The rules of each section: those whose code reads it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for rule in RULES:
        code = inspect.getsource(getattr(rule, "uses", rule))
        names = set(re.findall(r"\benv\.([a-z_]+)", code)) | (
            {"migration"} if "active_migration(env)" in code else set()
        )
        for name in sorted(names):
            found.setdefault(camel(name), []).append((rule.CODE, rule.SUMMARY))
    return {key: sorted(entries) for key, entries in found.items()}
