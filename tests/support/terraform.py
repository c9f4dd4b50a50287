"""The real Terraform with the real AWS provider, offline: `terraform validate` over synthesized stacks.

The provider comes from a filesystem mirror: PAYINFRA_TF_MIRROR names its root, else it is searched on this machine.
Without Terraform or a mirror the tests skip, but never in CI.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest


@cache
def mirror() -> Path | None:
    """The root of the provider mirror: the folder above `registry.terraform.io`."""
    named = os.environ.get("PAYINFRA_TF_MIRROR")
    if named:
        return Path(named)
    search = ["find", "/", "-xdev", "-name", "terraform-provider-aws_v*", "-print", "-quit"]
    found = subprocess.run(search, capture_output=True, text=True, check=False).stdout.strip()
    return (
        next((path.parent for path in Path(found).parents if path.name == "registry.terraform.io"), None)
        if found
        else None
    )


def require_terraform() -> Path:
    """The mirror, or a skip that says what is missing; in CI a failure."""
    missing = "terraform on the PATH" if shutil.which("terraform") is None else None
    missing = missing or ("a provider mirror (PAYINFRA_TF_MIRROR)" if mirror() is None else None)
    if missing and os.environ.get("CI"):
        pytest.fail(f"CI must validate with the real Terraform, but there is no {missing}")
    if missing:
        pytest.skip(f"needs {missing}")
    root = mirror()
    assert root is not None
    return root


class Terraform:
    """A folder that is initialized once; each stack is validated in it in turn."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        config = folder / "cli.tfrc"
        root = json.dumps(str(require_terraform()))
        config.write_text(f"provider_installation {{\n  filesystem_mirror {{\n    path = {root}\n  }}\n}}\n")
        self.env = {**os.environ, "TF_CLI_CONFIG_FILE": str(config), "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
        self.initialized = False

    def validate(self, stack: Mapping[str, Any]) -> list[str]:
        """What `terraform validate` has against a stack: one text a diagnostic, errors and warnings alike."""
        (self.folder / "cdk.tf.json").write_text(json.dumps(stack))
        if not self.initialized:
            init = self._run("init", "-backend=false", "-input=false", "-no-color")
            assert init.returncode == 0, init.stderr
            self.initialized = True
        result = json.loads(self._run("validate", "-json").stdout)
        return [_text(item) for item in result["diagnostics"]]

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["terraform", *arguments], cwd=self.folder, env=self.env, capture_output=True, text=True, check=False
        )


def _text(diagnostic: Mapping[str, Any]) -> str:
    place = (diagnostic.get("snippet") or {}).get("context")
    return f"{diagnostic['severity']}: {diagnostic['summary']}: {diagnostic.get('detail', '')} {place}"
