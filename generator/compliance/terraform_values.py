"""Read values of Terraform JSON: attributes by path, blocks, references, and whether one is true or a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# `aws_kms_key.key-data` or `data.aws_caller_identity.current`, wherever an expression mentions it.
_REFERENCE = re.compile(r"(?<![\w.-])((?:data\.)?[a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z_][\w-]*)")
_EXPRESSION = re.compile(r"\$\{(.*?)\}", re.DOTALL)
# What Terraform reads as references without ${}.
_BARE = ("depends_on", "ignore_changes", "replace_triggered_by")


def attribute(body: Any, path: str, default: Any = None) -> Any:
    """Return the value at a dotted path; a list of one block counts as that block."""
    # What JSON consists of, and nothing else: to ask for an abstract type takes several times as long.
    for part in path.split(".") if path else ():
        if isinstance(body, list):
            body = body[0] if body else None
        if not isinstance(body, dict) or part not in body:
            return default
        body = body[part]
    return default if body is None else body


def blocks(body: Any, path: str) -> list[Mapping[str, Any]]:
    """Return the blocks at a path, whether one is written as an object or several as a list."""
    found = attribute(body, path, [])
    listed = [found] if isinstance(found, dict) else found if isinstance(found, list) else []
    return [item for item in listed if isinstance(item, dict)]


def is_true(value: Any) -> bool:
    """Return whether a value is true for Terraform, which takes the word for it, too."""
    return value is True or value == "true"


def number(value: Any) -> float | None:
    """Return a number, or None for anything else, a reference for example."""
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def listed(value: Any) -> list[Any]:
    """Return a list: of one where only one is written, empty for nothing."""
    if value is None:
        return []
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def is_reference(value: Any) -> bool:
    """Return whether a value is one expression as a whole."""
    return isinstance(value, str) and value.startswith("${") and value.endswith("}")


def references(value: Any, *, bare: bool = False) -> Iterator[str]:
    """Return every address that the expressions in a value mention; `bare`: the text is an expression without `${}`."""
    if isinstance(value, str):
        if bare or "${" in value:
            for expression in [value] if bare else _EXPRESSION.findall(value.replace("$${", "")):
                yield from _REFERENCE.findall(_without_texts(expression))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key != "//" and key != "ignore_changes":
                yield from references(item, bare=key in _BARE)
    elif isinstance(value, list):
        for item in value:
            yield from references(item, bare=bare)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Return every value that is neither a map nor a list, with its path; without the comment of the synthesizer."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key != "//":
                yield from leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    else:
        yield path, value


def _without_texts(expression: str) -> str:
    return re.sub(r'"[^"]*"', '""', expression)
