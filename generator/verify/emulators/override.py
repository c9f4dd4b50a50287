"""Build the Terraform override file with which a stack can be applied to emulators, in a scratch copy.

The synthesized JSON itself is never touched. See docs/emulation.md for each entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OVERRIDE_FILE = "emulation_override.tf.json"
DATA = "data."

# Not applied: what calls something that is not there. Each is reported in the result, never left out in silence.
SKIPPED_RESOURCES: Mapping[str, str] = {
    "aws_dx_gateway_association": "moto knows no gateways of Direct Connect",
    "aws_lambda_invocation": "it runs the migration at once, and the emulated Aurora is no database that answers",
    "aws_securityhub_account": "moto knows no settings of the hub",
    "aws_securityhub_standards_subscription": "moto knows no standards of the hub",
}

# Not read: what no emulator answers for.
SKIPPED_DATA_SOURCES: Mapping[str, str] = {
    "aws_servicequotas_service_quota": "the emulators know no quotas",
}

# Set otherwise. When a function goes, AWS would move its network interfaces to the VPC's default security group first;
# an emulated function has no interfaces, and MiniStack does not know the VPC in which to look for that group.
OVERRIDDEN_ARGUMENTS: Mapping[str, Mapping[str, Any]] = {
    "aws_lambda_function": {"replace_security_groups_on_destroy": False}
}


def override(stack: Mapping[str, Any], backend: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of the override file. `backend` is the block of the state's, by its type."""
    declared = stack.get("resource", {})
    changed: dict[str, Mapping[str, Any]] = {kind: {"count": 0} for kind in SKIPPED_RESOURCES} | dict(
        OVERRIDDEN_ARGUMENTS
    )
    resources = {kind: dict.fromkeys(declared[kind], changed[kind]) for kind in sorted(changed.keys() & declared)}
    content = {
        "terraform": {"backend": backend},
        "provider": {"aws": [_provider()]},
    }
    data = skipped_data_sources(stack)
    return content | ({"resource": resources} if resources else {}) | ({"data": data} if data else {})


def skipped_data_sources(stack: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data sources that no emulator answers for, with a count of none."""
    sources = stack.get("data", {})
    return {
        kind: {name: {"count": 0} for name in sources[kind]} for kind in sorted(SKIPPED_DATA_SOURCES.keys() & sources)
    }


def skipped_addresses(stack: Mapping[str, Any]) -> list[str]:
    """Return the addresses that are left out, those of data sources included."""
    declared, sources = stack.get("resource", {}), stack.get("data", {})
    return [
        *(f"{kind}.{name}" for kind in sorted(SKIPPED_RESOURCES.keys() & declared) for name in declared[kind]),
        *(f"{DATA}{kind}.{name}" for kind in sorted(SKIPPED_DATA_SOURCES.keys() & sources) for name in sources[kind]),
    ]


def skip_reason(address: str) -> str:
    """Return the reason why a resource is not applied to emulators, or a data source not read."""
    kind = address.removeprefix(DATA).partition(".")[0]
    return {**SKIPPED_RESOURCES, **SKIPPED_DATA_SOURCES}[kind]


def _provider() -> dict[str, Any]:
    return {
        "access_key": "test",
        "secret_key": "test",
        "skip_credentials_validation": True,
        "skip_metadata_api_check": "true",
        "s3_use_path_style": True,
        # What an emulator does not know comes as an error 500, which the provider would try for many minutes. Some
        # attempts it needs: where the machine is busy, a connection is lost now and then.
        "max_retries": 5,
    }
