"""Configuration values in SSM Parameter Store, as /parameter-<suffix>/<name>.

Generated from schemas/parameters.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record


class Parameter(Record):
    """One parameter."""

    pointer: SpecPath
    name: str
    """The name of this parameter: a path of lower-case words, below the environment's own path. Files that extend
    each other merge their lists by it.
    """
    type: Literal["String", "StringList", "SecureString"]
    """SecureString, encrypted with the secrets key, or String or StringList (comma-separated), which are not. A
    SecureString without 'value' needs Terraform 1.11.
    """
    format: Literal["text", "json"]
    """What the value is written in; json is checked before synth."""
    value: str | None
    """The value. Leave it out of a SecureString: it is then created with the text 'unset', and whoever holds the
    secret writes it with `aws ssm put-parameter --overwrite`; it is never in the spec, the JSON or the state.
    """
    owner: Literal["spec", "external"]
    """Who changes the value once the parameter exists: spec, with the next apply, or external, in Parameter Store
    itself; an apply then leaves it alone.
    """
    tier: Literal["Standard", "Advanced", "Intelligent-Tiering"]
    """Standard holds 4 KB and is free of charge, Advanced 8 KB; Intelligent-Tiering picks."""
    description: str | None
    """What the value means, shown in the console."""
    allowed_pattern: str | None
    """A regular expression that AWS checks every new value against, whoever writes it."""
