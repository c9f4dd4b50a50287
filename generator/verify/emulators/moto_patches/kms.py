"""Patch moto's KMS."""

from __future__ import annotations

import json

from moto.kms.models import Key
from moto.kms.responses import KmsResponse

from generator.verify.emulators.moto_patches.members import patch


def remember_rotation_periods_of_keys() -> None:
    """KMS returns how often a key is rotated (GetKeyRotationStatus, RotationPeriodInDays); moto forgets it."""
    enable, status = KmsResponse.enable_key_rotation, KmsResponse.get_key_rotation_status

    def enable_key_rotation(request: KmsResponse) -> str:
        answer = enable(request)
        _key(request).rotation_days = request._get_param("RotationPeriodInDays", 365)  # type: ignore[attr-defined]
        return answer

    def get_key_rotation_status(request: KmsResponse) -> str:
        answer = json.loads(status(request))
        if answer["KeyRotationEnabled"]:
            answer["RotationPeriodInDays"] = getattr(_key(request), "rotation_days", 365)
        return json.dumps(answer)

    patch(KmsResponse, enable_key_rotation=enable_key_rotation)
    patch(KmsResponse, get_key_rotation_status=get_key_rotation_status)


def _key(request: KmsResponse) -> Key:
    backend = request.kms_backend
    return backend.keys[backend.get_key_id(request._get_param("KeyId"))]


def install() -> None:
    """Install all patches of this module."""
    remember_rotation_periods_of_keys()
