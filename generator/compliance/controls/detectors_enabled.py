"""Where the environment owns the account's detective services, they are on and complete."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true

CODE = "C-AUD005"
TITLE = "Intrusion and change detection is on"
REQUIREMENTS = ("11.5.1", "11.5.2")
SEVERITY: Severity = "medium"
GOOD: Example = {"resource": {"aws_guardduty_detector": {"d": {"enable": True}}}}
BAD: Example = {"resource": {"aws_guardduty_detector": {"d": {"enable": False}}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for detector in stack.of("aws_guardduty_detector"):
        yield observe(detector, "enable", is_true(detector.get("enable", True)), "on where it is unset")
    for feature in stack.of("aws_guardduty_detector_feature"):
        yield observe(feature, "status", feature.get("status") == "ENABLED")
    for recorder in stack.of("aws_config_configuration_recorder"):
        everything = is_true(recorder.get("recording_group.all_supported", True))
        yield observe(recorder, "recording_group.all_supported", everything)
        if not stack.of("aws_config_delivery_channel"):
            yield missing(recorder.address, "has no aws_config_delivery_channel")
        if not stack.of("aws_config_configuration_recorder_status"):
            yield missing(recorder.address, "is never started")
    for status in stack.of("aws_config_configuration_recorder_status"):
        yield observe(status, "is_enabled", is_true(status.get("is_enabled")))
    for hub in stack.of("aws_securityhub_account"):
        yield observe(hub, "auto_enable_controls", is_true(hub.get("auto_enable_controls", True)))
