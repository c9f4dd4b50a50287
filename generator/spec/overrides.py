"""Values from outside the files of a spec: of a command line, of the process's environment, of a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def overrides(
    environment_suffix: str | None = None,
    aws_region: str | None = None,
    default_tags: Mapping[str, str] | None = None,
    state_bucket: str | None = None,
    state_bucket_region: str | None = None,
) -> dict[str, Any]:
    """Return the overrides from outside the files as a spec, which is merged over them."""
    changes: dict[str, Any] = {"environmentSuffix": environment_suffix, "awsRegion": aws_region}
    if default_tags is not None:
        changes["tags"] = dict(default_tags)
    if state_bucket is not None:
        changes["state"] = {"backend": "s3", "bucket": state_bucket}
        if state_bucket_region is not None:
            changes["state"]["region"] = state_bucket_region
    return {key: value for key, value in changes.items() if value is not None}
