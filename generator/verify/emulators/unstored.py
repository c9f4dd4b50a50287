"""Attributes that an emulator takes and does not give back, so that a second plan wants to set them once more.

AWS does give them back. An attribute that is not in this table and differs in a second plan is a fault: of a builder,
or of an emulator, and then it is entered here with what is missing. Nothing here can hide a replacement.
"""

from __future__ import annotations

from collections.abc import Mapping

INSIGHTS = ("performance_insights_enabled", "performance_insights_kms_key_id", "performance_insights_retention_period")

UNSTORED: Mapping[str, tuple[str, ...]] = {
    # moto does not tell whether a network load balancer applies its security groups to traffic from PrivateLink.
    "aws_lb": ("enforce_security_group_inbound_rules_on_private_link_traffic",),
    # moto knows no insights, neither of a cluster nor of an instance.
    "aws_rds_cluster": ("database_insights_mode", *INSIGHTS),
    "aws_rds_cluster_instance": INSIGHTS,
}
