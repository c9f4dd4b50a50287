"""Write the spec of a new environment, in a size that fits, with comments where a newcomer would ask."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.analysis.address_blocks import next_block, taken_blocks
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import did_you_mean
from generator.diagnostics.usage_error import UsageError
from generator.spec.extends import load_document
from generator.spec.file_kinds import spec_files
from generator.spec.node import find
from generator.spec.schema import ACCOUNT_ROOT, ROOT
from generator.spec.schema import FOLDER as SCHEMAS

TEMPLATES = Path(__file__).resolve().with_name("templates")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The values of a size in a starter. Capacities are in Aurora capacity units."""

    purpose: str
    production: bool = False
    compliance: str = "warn"
    nat: str
    nat_why: str = ""
    instance_class: str | None = None
    minimum: float = 0
    maximum: float = 0
    readers: int
    backup_days: int
    proxy: bool = False
    concurrency: int
    blue: int = 100
    burst: int = 0


SIZES: Mapping[str, Size] = {
    "small": Size(
        purpose="Small and cheap: for development, or a copy for one change.",
        nat="none",
        nat_why=" # functions call AWS through endpoints",
        minimum=0.5,
        maximum=4,
        readers=1,
        backup_days=7,
        concurrency=5,
    ),
    "medium": Size(
        purpose="Production's shape at a smaller size: for staging and acceptance.",
        compliance="enforce",
        nat="single",
        nat_why=" # perZone where customers depend on it",
        minimum=1,
        maximum=8,
        readers=2,
        backup_days=14,
        proxy=True,
        concurrency=20,
        blue=90,
    ),
    "large": Size(
        purpose="For customers: every zone stands alone, the database has readers, and backups reach back five weeks.",
        production=True,
        compliance="enforce",
        nat="perZone",
        instance_class="db.r7g.large",
        readers=2,
        backup_days=35,
        proxy=True,
        concurrency=100,
        burst=2000,
    ),
}


def starter_beside(name: str, *, size: str, folder: Path, file: Path) -> str:
    """Return the text of a new spec. It extends the base of its folder where there is one."""
    base = folder / "base.yaml"
    beside = base.is_file() and file.resolve().parent == folder.resolve()
    return starter(
        name,
        size=size,
        extends=base.name if beside else None,
        schema=_schema(file.resolve().parent),
        cidr=next_block(taken_blocks(folder)),
        is_next=folder.is_dir(),
    )


def starter(
    name: str, *, size: str, extends: str | None, schema: str | None, cidr: str | None = None, is_next: bool = False
) -> str:
    """Return the text of a new spec, with the first address block where none is given."""
    return _rendered(
        "starter.yaml.j2",
        name=name,
        suffix=name,
        size=SIZES[size],
        schema=schema,
        extends=extends,
        cidr=cidr or next_block(()),
        is_next=is_next,
    )


def account_starter(name: str, file: Path) -> str:
    """Return the text of the spec of a new account."""
    return _rendered("account.yaml.j2", name=name, schema=_schema(file.resolve().parent, ACCOUNT_ROOT))


def copy_of(source: Path, name: str, folder: Path) -> str:
    """Return the text of a new spec that extends another environment, with a suffix and address block of its own."""
    block = next_block(taken_blocks(folder))
    schema = _schema(folder.resolve())
    return (
        (f"# yaml-language-server: $schema={schema}\n" if schema else "")
        + f"# As {source.stem}, but for what stands here: lists merge by name, all else is replaced.\n"
        f"# `payinfra diff {source.stem} {name}` shows the difference.\n"
        f"extends: {source.name}\n"
        f"environmentSuffix: {name} # every name ends with it\n\n"
        f"network:\n  cidr: {block} # the first /16 that no other spec here has\n"
    )


def check_name(name: str, folder: Path) -> None:
    """Check the name of a new environment. Raises UsageError where it cannot be one."""
    from generator.analysis.schema_at import is_valid

    if not is_valid(name, SpecPath(("environmentSuffix",))):
        raise UsageError(
            f"{name!r} can't name an environment: use lower-case letters, digits and single hyphens, beginning with a "
            "letter, 20 characters at most"
        )
    for path in spec_files(folder) if folder.is_dir() else ():
        if find(load_document(path).node, SpecPath(("environmentSuffix",))) is not None and path.stem == name:
            raise UsageError(f"there is an environment {name!r} already, in {path}")


def size_named(size: str) -> str:
    """Return a size that there is. Raises UsageError with the nearest for any other."""
    if size not in SIZES:
        raise UsageError(f"there is no size {size!r}{did_you_mean(size, SIZES)}: there are {', '.join(SIZES)}")
    return size


def _rendered(template: str, /, **words: Any) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # YAML of our own words and checked names, not HTML.
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True
    )
    return str(templates.get_template(template).render(**words))


def _schema(folder: Path, root: str = ROOT) -> str | None:
    """The schema as a file in a folder names it: that of the repository, if it has one; else None."""
    for above in (folder, *folder.parents):
        if (above / SCHEMAS.name / root).is_file():
            return Path(os.path.relpath(above / SCHEMAS.name / root, folder)).as_posix()
    return None
