"""Patch moto's GuardDuty."""

from __future__ import annotations

from typing import Any

from moto.guardduty.models import Detector

from generator.verify.emulators.moto_patches.members import patch


def merge_features_of_detectors() -> None:
    """UpdateDetector leaves the features of a detector alone that it does not name; moto forgets them."""
    plain = Detector.update

    def update(detector: Detector, *arguments: Any, **named: Any) -> None:
        before = {feature["name"]: feature for feature in detector.features}
        plain(detector, *arguments, **named)
        detector.features = list({**before, **{feature["name"]: feature for feature in detector.features}}.values())

    patch(Detector, update=update)


def install() -> None:
    """Install all patches of this module."""
    merge_features_of_detectors()
