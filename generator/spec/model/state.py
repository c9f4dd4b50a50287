"""The `state` section: where Terraform keeps its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`bucket` is set with backend s3, `organization` with cloud: rule STA001 asks for them."""

    pointer: SpecPath
    backend: Literal["local", "s3", "cloud"]
    bucket: str | None
    region: str | None
    key_prefix: str
    kms_key_arn: str | None
    organization: str | None
    hostname: str
