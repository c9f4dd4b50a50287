"""The versions of one secret in Secrets Manager. Each has a value that never changes, or none yet;
staging labels move.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # boto3 has no types to import

from adapters.aws import error_code
from credential_rotation.ports import CURRENT, PENDING, StagingLabels

_NO_VALUE: Final = "ResourceNotFoundException"
_HAS_VALUE: Final = "ResourceExistsException"


@dataclass(frozen=True, slots=True)
class SecretVersions:
    """Implements ports.Versions. Every method raises what boto3 does."""

    secrets_manager: Any
    secret: str

    def labels(self) -> StagingLabels:
        """Return the current staging labels."""
        answer = self.secrets_manager.describe_secret(SecretId=self.secret)
        labels: StagingLabels = answer.get("VersionIdsToStages") or {}
        return labels

    def value(self, version: str) -> str | None:
        """Return the value of a version, or None while it has none."""
        try:
            return str(self.secrets_manager.get_secret_value(SecretId=self.secret, VersionId=version)["SecretString"])
        except ClientError as fault:
            if error_code(fault) != _NO_VALUE:
                raise
            return None

    def put_value(self, version: str, value: str) -> None:
        """Put the value of a pending version, unless it has one already."""
        try:
            self.secrets_manager.put_secret_value(
                SecretId=self.secret, ClientRequestToken=version, SecretString=value, VersionStages=[PENDING]
            )
        except ClientError as fault:
            if error_code(fault) != _HAS_VALUE:
                raise

    def make_current(self, version: str, *, instead_of: str | None) -> None:
        """Move AWSCURRENT to a version. Refused if a third version has it by now."""
        from_version = {} if instead_of is None else {"RemoveFromVersionId": instead_of}
        try:
            self.secrets_manager.update_secret_version_stage(
                SecretId=self.secret, VersionStage=CURRENT, MoveToVersionId=version, **from_version
            )
        except ClientError:
            # The same step, called twice, may have moved it a moment ago.
            if CURRENT not in self.labels().get(version, ()):
                raise
