"""Load a YAML file or text as a node tree. Raises SpecError with line and column of what is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import yaml

from generator.diagnostics.findings import Finding, Location, SpecError
from generator.spec.compose import Composer
from generator.spec.limits import MAX_BYTES
from generator.spec.node import Node
from generator.spec.scalars import codepoint
from generator.spec.unsaved import unsaved_text
from generator.spec.yaml_error import yaml_error
from generator.system.recorded_inputs import is_broken, is_file, read_bytes


def load_file(path: Path, display_path: str | None = None, faults: list[Finding] | None = None) -> Node:
    """Load the node tree of a YAML file, named `display_path` in findings. Raises SpecError.

    What leaves the rest of the file readable, such as a key that is given twice, is added to `faults` where there is
    such a list.
    """
    file = display_path or str(path)
    unsaved = unsaved_text(path)
    if unsaved is not None:
        return load_text(unsaved, file, faults)
    try:
        if path.stat().st_size > MAX_BYTES:
            is_file(path)
            raise yaml_error("YML002", f"file is larger than {MAX_BYTES:,} bytes", Location(file))
        raw = read_bytes(path)
        text = raw.decode("utf-8")
    except OSError as error:
        why = _broken_link(path) if is_broken(path) else error.strerror or str(error)
        raise yaml_error("YML001", f"cannot read the file: {why}", Location(file)) from error
    except UnicodeDecodeError as error:
        raise _not_utf8(raw, error.start, file) from error
    return load_text(text, file, faults)


def _broken_link(path: Path) -> str:
    target = os.fsencode(path.readlink()).decode(errors="backslashreplace")
    return f"it is a link to {target!r}, which leads to no file: mend the link, or take it out"


def _not_utf8(raw: bytes, at: int, file: str) -> SpecError:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return yaml_error("YML003", "not UTF-8 text but UTF-16: save the file as UTF-8", Location(file))
    before = raw[:at]
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    message = f"not UTF-8 text: byte 0x{raw[at]:02x} cannot be decoded: save the file as UTF-8"
    return yaml_error("YML003", message, Location(file, before.count(b"\n") + 1, column))


def load_text(text: str, file: str, faults: list[Finding] | None = None) -> Node:
    """Load the node tree of YAML text, as `load_file` does. An empty text is an empty map. Raises SpecError."""
    composer = Composer(file)
    try:
        node = composer.compose(text)
    except yaml.MarkedYAMLError as error:
        from generator.spec.yaml_messages import explain

        line, column, message = explain(text, error)
        raise yaml_error("YML003", message, Location(file, line, column)) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        at = Location(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        character = text[error.position : error.position + 1]
        raise yaml_error(
            "YML003", f"control characters are not allowed: take out {codepoint(character)}", at
        ) from error
    except yaml.YAMLError as error:
        raise yaml_error("YML003", f"not valid YAML: {' '.join(str(error).split())}", Location(file)) from error
    if faults is None and composer.faults:
        raise SpecError(composer.faults)
    if faults is not None:
        faults += composer.faults
    return node
