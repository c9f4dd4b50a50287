"""SSM checks a value against its own pattern, and refuses the parameter in mid-apply."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "PAR080"
LEVEL = "error"
SUMMARY = "allowedPattern is no regular expression, or refuses the value"
SOURCE = "SSM API reference, PutParameter, AllowedPattern"

# SSM reads patterns as Java does; these mean something else to Python, or nothing.
NOT_PYTHON = ("\\p{", "\\P{", "\\h", "\\Q", "\\z", "\\G", "&&", "*+", "++", "?+", "(?>")


def check(env: Environment) -> Iterator[Finding]:
    for parameter in env.parameters:
        pattern = parameter.allowed_pattern
        if pattern is None or any(word in pattern for word in NOT_PYTHON):
            continue
        try:
            # In Python `$` stands before a last line break, too.
            whole = f"{pattern[:-1]}\\Z" if pattern.endswith("$") and not pattern.endswith("\\$") else pattern
            fits = parameter.value is None or re.search(whole, parameter.value) is not None
        except re.error as error:
            message = f"{pattern!r} is no regular expression: {error.msg} at character {(error.pos or 0) + 1}"
            yield Finding(CODE, parameter.pointer / "allowedPattern", message)
            continue
        if not fits:
            fault = f"{parameter.value!r} does not fit allowedPattern {pattern!r}"
            ends = (parameter.value or "").endswith("\n")
            message = f"{fault}: {'it ends with a line break: write |- or one line' if ends else 'change one of them'}"
            yield Finding(CODE, parameter.pointer / "value", message)
