"""Synthesized stacks for tests: a spec as plain data in, Terraform JSON as a dict out."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from generator.diagnostics.findings import Finding
from generator.spec.resolve import resolve_account, resolve_plain
from generator.synthesis.synthesize import synthesize
from generator.validation.load import load_environment
from generator.validation.validate import check_rules

SPECS = Path(__file__).resolve().parents[2] / "specs"

# For specs of tests that split between addresses and a function without a migration, as nobody should (rule MIG004).
SPLIT_ON_PURPOSE: dict[str, Any] = {
    "waivers": [
        {
            "name": "split",
            "finding": "MIG004",
            "reason": "What stands behind both sides keeps no records.",
            "expires": "2099-12-31",
        }
    ]
}


def stack_of(spec: Mapping[str, Any] | None = None, *, suffix: str = "test") -> dict[str, Any]:
    """The Terraform JSON of a spec. The same spec is synthesized once a test process."""
    return _stack_of(json.dumps({"environmentSuffix": suffix, **(spec or {})}, sort_keys=True))


@cache
def shipped_stack(name: str) -> dict[str, Any]:
    """The Terraform JSON of a spec in `specs/`."""
    return _synthesized(SPECS / f"{name}.yaml")


@cache
def _stack_of(spec: str) -> dict[str, Any]:
    return _synthesized(json.loads(spec))


def _synthesized(spec: Mapping[str, Any] | Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        (file,) = synthesize([load_environment(spec)], Path(folder) / "out", enforce_compliance=False)
        loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return loaded


def account_stack(spec: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The Terraform JSON of an account's spec: the shipped one where none is given."""
    return _account_stack((SPECS / "account.yaml").read_text(encoding="utf-8") if spec is None else json.dumps(spec))


@cache
def _account_stack(text: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "account.yaml"
        spec.write_text(text, encoding="utf-8")
        (file,) = synthesize([resolve_account(spec).account], Path(folder) / "out", enforce_compliance=False)
        loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return loaded


def resources(stack: Mapping[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """The resources of one Terraform type, by their local name; empty where there is none."""
    found: dict[str, dict[str, Any]] = stack.get("resource", {}).get(kind, {})
    return found


def rule_findings(spec: Mapping[str, Any], *, suffix: str = "test") -> list[Finding]:
    """What the rules say of a spec that the schema accepts."""
    return check_rules(resolve_plain({"environmentSuffix": suffix, **spec}))
