"""The secrets in Secrets Manager, under the secrets key, and their rotation. A spec never has a value.

Generated from schemas/secrets.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record


class Rotation(Record):
    """Who changes the secret, and when."""

    pointer: SpecPath
    function: str | None
    """The function that rotates the secret; null for a secret that is changed by hand."""
    alias: Literal["blue", "green"] | None
    """The alias of the function that is called; null calls the unpublished code ($LATEST)."""
    days: int
    """Days between two rotations, where no schedule is given."""
    schedule: str | None
    """When to rotate, instead of days: rate(...) in hours or days, or cron(...) in UTC."""
    window_hours: int | None
    """Hours from the scheduled time within which the rotation begins; the rest of the day where it is not given."""
    immediately: bool
    """Rotate as soon as rotation is switched on. It gives a new secret its first value."""


class Secret(Record):
    """One secret."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    description: str
    """What the secret opens, for whoever reads the console."""
    kind: Literal["generic", "database"]
    """database: a login to the cluster, whose value has the layout of RDS secrets; generic: anything else."""
    rotation: Rotation
    """Who changes the secret, and when."""
