"""Explain a file that is extended and is not there: which one was meant, and how its path is written."""

from __future__ import annotations

import re
from pathlib import Path

from generator.diagnostics.findings import Finding, Fix, Location
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import Suggestion, is_typo, suggest

CODE = "EXT004"
NO_HINT = ": paths are relative to this file, and written with /"


def missing_file(pointer: SpecPath, name: str, extending: Path, at: Location | None) -> Finding:
    """Return the finding for a name in `extends` that leads to no file, with the path that was meant for certain."""
    several = [part for part in re.split(r"\s*[,;]\s*|\s+", name) if part]
    if len(several) > 1 and all(part.endswith((".yaml", ".yml")) for part in several):
        problem = f"{name!r} does not exist: several files are a list: write [{', '.join(several)}]"
        return Finding(CODE, pointer, problem, location=at)
    if "://" in name:
        problem = f"{name!r} does not exist: nothing is fetched from anywhere: copy the file beside this one"
        return Finding(CODE, pointer, problem, location=at)
    meant, why = _intended_path(name, extending)
    if meant:
        fix = Fix(at, name, meant) if at else None
        return Finding(CODE, pointer, f"{name!r} does not exist: {why}: write {meant!r}", location=at, fix=fix)
    target = extending.parent / name
    if target.is_symlink():
        problem = f"{name!r} is a link to {str(target.readlink())!r}, which does not exist"
        return Finding(CODE, pointer, f"{problem}: mend the link or name another file", location=at)
    near = _nearest_file(target, extending)
    hint = "" if near else NO_HINT
    return Finding(
        CODE, pointer, f"{name!r} does not exist{hint}", location=at, fix=_fix(name, near, at), suggestion=near
    )


def _intended_path(name: str, extending: Path) -> tuple[str, str]:
    """The path of a file that is there, and why it was not found; empty where none is."""
    folder, slashed = extending.parent, name.replace("\\", "/")
    if slashed != name:
        return slashed, "paths are written with /, on Windows, too"
    parts = Path(name).parts
    for start in range(1, len(parts)):
        below = Path(*parts[start:])
        if (folder / below).is_file() and folder / below != extending:
            return below.as_posix(), "paths are relative to this file, not to the project"
    for up in range(1, len(folder.parts)):
        above = Path(*[".."] * up)
        if folder.parents[up - 1].name == "specs" and (folder / above / name).is_file():
            return (above / name).as_posix(), "paths are relative to this file"
    return "", ""


def _nearest_file(target: Path, extending: Path) -> Suggestion | None:
    """Suggest one of the files beside the target."""
    if not target.parent.is_dir():
        return None
    return suggest(target.name, (path.name for path in target.parent.glob("*.y*ml") if path != extending))


def _fix(name: str, suggestion: Suggestion | None, at: Location | None) -> Fix | None:
    if suggestion is None or len(suggestion.nearest) > 1 or at is None:
        return None
    (near,) = suggestion.nearest
    if not is_typo(name.rpartition("/")[2].partition(".")[0], near.partition(".")[0]):
        return None
    return Fix(at, name, name.rpartition("/")[0] + "/" * ("/" in name) + near)
