"""Methods of the classes of the `api` section."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.spec.model.api import Route


def segments(route: Route) -> tuple[str, ...]:
    """Return the parts of the path: `payments`, `{paymentId}`."""
    return tuple(route.path.split("/")[1:])


def path_parameters(route: Route) -> tuple[str, ...]:
    """Return the names in braces, in order."""
    return tuple(re.findall(r"\{(\w+)\}", route.path))
