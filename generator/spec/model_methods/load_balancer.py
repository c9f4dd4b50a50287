"""Methods of the classes of the `loadBalancer` section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.spec.model.functions import Colour
    from generator.spec.model.load_balancer import Backend, Target


def backends(target: Target) -> dict[Colour, Backend]:
    """Return the backend of each colour that the target has."""
    return {"blue": target.blue} if target.green is None else {"blue": target.blue, "green": target.green}


def functions(target: Target) -> Mapping[Colour, str]:
    """Return the function behind each colour; one without a name is that of the target's name."""
    behind = target.backends().items()
    return {colour: backend.function or target.name for colour, backend in behind if backend.type == "lambda"}
