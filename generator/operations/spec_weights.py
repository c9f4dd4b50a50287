"""Write live weights into a spec file; comments, order and quotes stay."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.diagnostics.usage_error import UsageError
from generator.operations.aws_clients import INSTALL

Weights = Mapping[str, Mapping[str, int]]


def agreed_weights(rules: list[tuple[str, dict[str, int]]]) -> dict[str, dict[str, int]]:
    """Return the weights by target. Raises UsageError where the rules of a target differ."""
    found: dict[str, dict[str, int]] = {}
    for target, weights in rules:
        if found.setdefault(target, weights) != weights:
            raise UsageError(f"the rules of {target} have different weights: wait until the rollout has ended")
    return found


def with_weights(text: str, weights: Weights) -> str:
    """Return a spec with these weights. Raises UsageError where it is no map."""
    yaml = _yaml(text)
    spec = yaml.load(text)
    if not isinstance(spec, dict):
        raise UsageError("the spec is no map: there is no place for weights")
    balancer = spec.setdefault("loadBalancer", {})
    targets = balancer.setdefault("targets", [])
    for name, shares in weights.items():
        entry = next((target for target in targets if target.get("name") == name), None)
        if entry is None:
            entry = {"name": name}
            targets.append(entry)
        entry.setdefault("weights", {}).update(shares)
    written = io.StringIO()
    yaml.dump(spec, written)
    return written.getvalue()


def write_weights(path: Path, weights: Weights) -> bool:
    """Write the weights into a file, whole or not at all; whether it has changed."""
    before = path.read_text(encoding="utf-8")
    after = with_weights(before, weights)
    if after == before:
        return False
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(after)
        Path(draft).chmod(path.stat().st_mode)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return True


def _yaml(text: str) -> Any:
    try:
        from ruamel.yaml import YAML
    except ImportError as missing:
        raise UsageError(INSTALL) from missing
    yaml = YAML()
    if "{ " in text:
        yaml.Emitter = _spaced(yaml.Emitter)
    yaml.preserve_quotes = True
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _spaced(emitter: Any) -> Any:
    """Return an emitter that writes maps in a line as `{ blue: 90 }`, for a file that does."""

    class Spaced(emitter):  # type: ignore[misc]  # its class is known at run time only
        def write_indicator(self, indicator: str, *given: Any, **named: Any) -> None:
            if indicator.endswith("{"):
                indicator += " "
            elif indicator == "}":
                indicator = " }"
            super().write_indicator(indicator, *given, **named)

    return Spaced
