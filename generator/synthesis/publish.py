"""Publish synthesized stacks: each file takes the place of its predecessor in one step, the manifest last."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.aws.provider_lock import LOCK_FILE

MANIFEST = "manifest.json"
STACK_FILE = "cdk.tf.json"


def publish(parts: Sequence[Path], out: Path, *, replace_manifest: bool = False) -> list[Path]:
    """Move the synthesized stacks of some apps into place, the manifest last."""
    manifests = [json.loads((part / MANIFEST).read_text(encoding="utf-8")) for part in parts]
    published = [
        _move_stack(part / entry["workingDirectory"], out / entry["workingDirectory"])
        for part, manifest in zip(parts, manifests, strict=True)
        for entry in manifest["stacks"].values()
    ]
    listed = {} if replace_manifest else _existing_stacks(out)
    for manifest in manifests:
        listed |= manifest["stacks"]
    _write_manifest(out / MANIFEST, {**manifests[-1], "stacks": dict(sorted(listed.items()))}, parts[-1])
    return published


def _move_stack(source: Path, folder: Path) -> Path:
    """Move a stack to its folder, its JSON last, and return that file."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.rglob("*")):
        target = folder / file.relative_to(source)
        if file.is_dir():
            target.mkdir(exist_ok=True)
        elif file.name == LOCK_FILE and target.exists():
            # Terraform's own by now: it may have been raised, or got digests of another mirror.
            continue
        elif file.name != STACK_FILE:
            file.replace(target)
    return (source / STACK_FILE).replace(folder / STACK_FILE)


def _existing_stacks(out: Path) -> dict[str, Any]:
    """The stacks of earlier runs that the manifest lists and nobody has removed."""
    listed = stacks_in_manifest(out / MANIFEST)
    return {name: entry for name, entry in listed.items() if (out / "stacks" / name / STACK_FILE).is_file()}


def stacks_in_manifest(manifest: Path) -> dict[str, Any]:
    """The stacks that a manifest lists; none where it cannot be read."""
    try:
        stacks = json.loads(manifest.read_text(encoding="utf-8"))["stacks"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return stacks if isinstance(stacks, dict) else {}


def _write_manifest(path: Path, content: Mapping[str, Any], staging: Path) -> None:
    source = staging / "manifest.new.json"
    source.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    source.replace(path)
