"""Prepare a synthesized stack in its scratch folder for Terraform."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.aws.provider_lock import LOCK_FILE
from generator.verify.emulators.override import OVERRIDE_FILE, override

STACK_FILE = "cdk.tf.json"
INITIALIZED = ".terraform"


def read_stack(folder: Path) -> dict[str, Any]:
    """Return the synthesized JSON."""
    stack: dict[str, Any] = json.loads((folder / STACK_FILE).read_text(encoding="utf-8"))
    return stack


def region_of(stack: Mapping[str, Any]) -> str:
    """Return the region that the provider is configured for."""
    return str(stack["provider"]["aws"][0]["region"])


def resource_total(stack: Mapping[str, Any]) -> int:
    """Return the number of declared resources; the stacks use neither count nor for_each."""
    return sum(len(named) for named in stack.get("resource", {}).values())


def declared_values(stack: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the arguments of every declared resource by its address."""
    resources = stack.get("resource", {})
    return {f"{kind}.{name}": values for kind, named in resources.items() for name, values in named.items()}


def prepare_for_emulators(folder: Path, backend: Mapping[str, Any]) -> None:
    """Write the override file beside the stack, with the backend of its state.

    Any provider that is at hand will do: no account is at stake. Terraform's own lock stays in a folder that is
    initialized already.
    """
    if not (folder / INITIALIZED).exists():
        (folder / LOCK_FILE).unlink(missing_ok=True)
    (folder / OVERRIDE_FILE).write_text(json.dumps(override(read_stack(folder), backend), indent=2), encoding="utf-8")


def prepare_for_account(folder: Path, project: Path) -> None:
    """Name a local state by its full path: it is beside the project, far from the scratch folder."""
    backend = read_stack(folder)["terraform"].get("backend", {})
    if "local" in backend:
        name = Path(backend["local"]["path"]).name
        content = {"terraform": {"backend": {"local": {"path": str((project / name).resolve())}}}}
        (folder / "state_override.tf.json").write_text(json.dumps(content), encoding="utf-8")
