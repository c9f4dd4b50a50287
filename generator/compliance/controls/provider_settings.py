"""Terraform is configured safely: no credentials, no skipped checks, known versions, an encrypted and locked state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.compliance.evidence import Evidence, Example, Severity
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import attribute, blocks, is_true

CODE = "C-CFG002"
TITLE = "Provider and state are set up safely"
REQUIREMENTS = ("2.2.6", "6.3.2", "8.6.2")
SEVERITY: Severity = "high"
_VERSIONS = {"required_providers": {"aws": {"source": "hashicorp/aws", "version": ">= 5.100, < 7.0"}}}
GOOD: Example = {"terraform": _VERSIONS, "provider": {"aws": [{"region": "us-east-1"}]}}
BAD: Example = {"terraform": _VERSIONS, "provider": {"aws": [{"region": "us-east-1", "access_key": "x"}]}}

FORBIDDEN = tuple(
    """
    access_key custom_ca_bundle endpoints http_proxy insecure profile secret_key shared_credentials_files
    skip_credentials_validation skip_metadata_api_check skip_region_validation skip_requesting_account_id token
    """.split()
)


def check(stack: Stack) -> Iterator[Evidence]:
    for provider in blocks(stack.document, "provider.aws"):
        found = sorted(set(FORBIDDEN) & set(provider))
        yield Evidence(
            "provider.aws", "", found, not found, f"must not set {', '.join(found)}" if found else "no credentials"
        )
    terraform = stack.document.get("terraform", {})
    for name, provider in (terraform.get("required_providers") or {}).items():
        version = attribute(provider, "version")
        ok = isinstance(version, str) and any(sign in version for sign in "<~=") and version.strip() != ">= 0"
        path = f"required_providers.{name}.version"
        yield Evidence("terraform", path, version, ok, "" if ok else "has no upper bound")
        yield Evidence("terraform", f"required_providers.{name}.source", *_source(attribute(provider, "source")))
    for block in blocks(terraform, "backend.s3"):
        for key in ("encrypt", "use_lockfile"):
            yield Evidence("terraform", f"backend.s3.{key}", block.get(key), is_true(block.get(key)))
    others = sorted(set(attribute(terraform, "backend", {})) - {"local", "s3", "remote"})
    for name in others:
        yield Evidence("terraform", "backend", name, False, "keeps the state where nothing is known of it")


def _source(source: Any) -> tuple[Any, bool]:
    return source, source in ("hashicorp/aws", "aws", "registry.terraform.io/hashicorp/aws")
