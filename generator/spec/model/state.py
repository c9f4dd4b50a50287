"""Where Terraform keeps its state.

Generated from schemas/state.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record


class State(Record):
    """Where Terraform keeps its state."""

    pointer: SpecPath
    backend: Literal["local", "s3", "cloud"]
    """local keeps it beside the project, s3 in a bucket with a native lock file, cloud in HCP Terraform."""
    bucket: str | None
    """With s3: the bucket. It must exist, versioned and encrypted, before the first init."""
    region: str | None
    """With s3: the bucket's region; awsRegion where it is not given."""
    key_prefix: str
    """With s3: the folder in the bucket below which each stack has its own."""
    kms_key_arn: str | None
    """With s3: the KMS key of the state; the bucket's own default where it is not given."""
    organization: str | None
    """With cloud: the organization in HCP Terraform."""
    hostname: str
    """With cloud: the host of HCP Terraform or Terraform Enterprise."""
