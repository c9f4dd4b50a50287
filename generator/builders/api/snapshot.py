"""What a deployment takes a snapshot of: a change in it, and only such a change, makes a new deployment."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from generator.stack_plan import Scope, step


class ApiSnapshot:
    """Collects the arguments of everything that shapes the API, plain values only: references change their text from
    one synth to the next."""

    def __init__(self) -> None:
        self._parts: dict[str, Any] = {}
        self.resources: list[Any] = []

    def add(self, resource_class: Any, scope: Any, construct_id: str, /, *, refs: dict[str, Any], **plain: Any) -> Any:
        """Build a resource from references and plain arguments, and record the plain ones."""
        resource = _resource(scope, construct_id, resource_class, refs, plain)
        self._parts[construct_id] = {key: value for key, value in plain.items() if value is not None}
        self.resources.append(resource)
        return resource

    def note(self, name: str, value: Any) -> None:
        """Take note of something plain that shapes the API by way of a reference."""
        self._parts[name] = value

    def digest(self) -> str:
        text = json.dumps(self._parts, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@step
def _resource(scope: Scope, construct_id: str, resource_class: Any, refs: dict[str, Any], plain: dict[str, Any]) -> Any:
    return resource_class(scope, construct_id, **refs, **plain)
