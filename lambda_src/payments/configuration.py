"""Validate configuration that operators edit. Errors name the path of what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from payments.errors import ConfigurationInvalid


def object_section(configuration: object, name: str) -> Mapping[str, object]:
    """Return a JSON object. Raises ConfigurationInvalid with its name."""
    if not isinstance(configuration, Mapping):
        raise ConfigurationInvalid(f"{name} must be an object")
    return cast("Mapping[str, object]", configuration)


def whole_number(configuration: Mapping[str, object], key: str, name: str, *, minimum: int = 0) -> int:
    """Return an integer of at least `minimum`. Raises ConfigurationInvalid with its path."""
    value = configuration.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < minimum:
        raise ConfigurationInvalid(f"{name}.{key} must be a whole number, {minimum} or more")
    return value
