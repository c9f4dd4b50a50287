"""Customer-managed keys are replaced by AWS at least once a year, and none is switched off."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true, number

CODE = "C-KEY001"
TITLE = "Keys rotate at least once a year"
REQUIREMENTS = ("3.7.1", "3.7.3", "3.7.4", "3.7.5")
SEVERITY: Severity = "high"
GOOD: Example = {"resource": {"aws_kms_key": {"key": {"enable_key_rotation": True, "rotation_period_in_days": 365}}}}
BAD: Example = {"resource": {"aws_kms_key": {"key": {"enable_key_rotation": False}}}}

LONGEST_DAYS = 365


def check(stack: Stack) -> Iterator[Evidence]:
    for key in stack.of("aws_kms_key"):
        yield observe(key, "enable_key_rotation", is_true(key.get("enable_key_rotation")))
        days = number(key.get("rotation_period_in_days", LONGEST_DAYS))
        within = days is not None and 0 < days <= LONGEST_DAYS
        yield observe(key, "rotation_period_in_days", within, "a year where it is unset")
        yield observe(key, "is_enabled", is_true(key.get("is_enabled", True)), "on where it is unset")
        usage = key.get("key_usage", "ENCRYPT_DECRYPT")
        kind = key.get("customer_master_key_spec", "SYMMETRIC_DEFAULT")
        symmetric = (usage, kind) == ("ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT")
        yield observe(key, "customer_master_key_spec", symmetric, "AES-256; others cannot rotate by themselves")
        yield observe(
            key, "custom_key_store_id", key.get("custom_key_store_id") is None, "key material made by AWS KMS"
        )
