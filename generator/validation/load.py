"""Load a valid environment, with overrides from outside of its files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.diagnostics.findings import SpecError, has_errors
from generator.spec.model import Environment
from generator.spec.resolve import resolve_file, resolve_plain
from generator.validation.validate import check_rules


def load_environment(
    spec: Environment | Mapping[str, Any] | Path | str | None,
    *,
    environment_suffix: str | None = None,
    aws_region: str | None = None,
    default_tags: Mapping[str, str] | None = None,
    state_bucket: str | None = None,
    state_bucket_region: str | None = None,
) -> Environment:
    """Load a valid environment from a file, plain data or nothing but a suffix. Raises SpecError with all findings."""
    if isinstance(spec, Environment):
        return spec
    changes = overrides(environment_suffix, aws_region, default_tags, state_bucket, state_bucket_region)
    if isinstance(spec, Path | str):
        resolved = resolve_file(Path(spec), overrides=changes)
    else:
        resolved = resolve_plain(spec or {}, overrides=changes)
    findings = check_rules(resolved)
    if has_errors(findings):
        raise SpecError(findings)
    return resolved.environment


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
