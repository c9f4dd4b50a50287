"""The lock file of Terraform: the one version of the AWS provider that stacks are tested with, on every platform.

`terraform init` then installs this version and no other, and refuses an archive of another digest. Source of the
digests: the release's SHA256SUMS, as `terraform providers lock` writes them.
"""

from __future__ import annotations

from pathlib import Path

from generator.spec import schema

LOCK_FILE = ".terraform.lock.hcl"
_TEXT = Path(__file__).with_name("provider.lock.hcl")


def lock_for(constraint: str) -> str | None:
    """Return the lock file for a constraint; None where the spec has another than the default."""
    default = schema.section(schema.ROOT)["properties"]["providerVersion"]["default"]
    return _TEXT.read_text(encoding="utf-8") if constraint == default else None
