"""Compose the names of target groups."""

from __future__ import annotations

from generator.spec.model.functions import Colour
from generator.spec.model.load_balancer import Target


def group_qualifier(target: Target, colour: Colour) -> str:
    """Return the qualifier in a group's name.

    A group that must be replaced, because its kind, function, protocol or port differs, gets another name: the old one
    goes only when no rule uses it. No two groups of a stack share a qualifier: the colour ends what is before it, and
    only a function's name is set off by two hyphens.
    """
    backend = target.backends()[colour]
    prefix = ""
    if backend.type == "ip":
        prefix = f"{backend.protocol.lower()}{backend.port}-"
    elif backend.function not in (None, target.name):
        prefix = f"{backend.function}--"
    return f"{prefix}{colour}-{target.name}"
