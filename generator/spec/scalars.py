"""Parse plain scalars by the core schema of YAML 1.2, as editors do: `no` is a text, and so is `12:30`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.diagnostics.findings import Location
from generator.spec.node import Scalar
from generator.spec.yaml_error import yaml_error

_INT = re.compile(r"[-+]?[0-9]{1,30}|0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_WORDS: Mapping[str, Scalar] = {"": None, "~": None} | {
    form: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for form in (word, word.capitalize(), word.upper())
}


def parse_scalar(text: str, at: Location) -> Scalar:
    """Return the value of a plain scalar. Raises SpecError for a number that is no finite float."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text, 0) if text.startswith("0o") or text.startswith("0x") else int(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        if value in (float("inf"), float("-inf")):
            raise yaml_error("YML003", f"number {text} is too large", at)
        return value
    return text


def codepoint(character: str) -> str:
    """Return a character as `U+00A0`; `it` for none."""
    return f"U+{ord(character):04X}" if character else "it"
