"""Findings and controls that do not hold here, each for a reason and until a day. What the schema or AWS refuses
cannot be waived.

Generated from schemas/waivers.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model_methods import waivers as methods
from generator.spec.record import Record


class Waiver(Record):
    """One waiver."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    finding: str | None
    """The id of a finding of the validator, as it stands in [brackets] after the message."""
    control: str | None
    """The id of a control over the synthesized stack, as the compliance report shows it; it begins with C-."""
    path: str | None
    """With finding: where in the spec the waiver holds, with all that lies below it; everywhere if it is not given."""
    address: str | None
    """With control: the Terraform address of the resource for which the waiver holds; every resource if it is not
    given.
    """
    reason: str
    """Why it is right here, who decided so, and what is done instead. It stands in every report."""
    expires: str
    """The last day on which the waiver holds, as YYYY-MM-DD. After it the waiver itself is an error."""

    is_active_on = methods.is_active_on
