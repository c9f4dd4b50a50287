"""What AWS lets a name be. One row a kind of resource: the prefix, the longest name, and the characters.

Sources: the naming constraints in each service's API reference. Three prefixes differ from the resource type because
AWS reserves or demands one: security groups must not begin with `sg-`, SSM parameters not with `ssm`; the log group
of a web ACL must begin with `aws-waf-logs-`.
"""

from __future__ import annotations

from dataclasses import dataclass

LOWER = r"[a-z][a-z0-9-]*"
# Bucket names are unique world-wide, so the id of the account, which only Terraform knows, is part of them.
ACCOUNT_ID_DIGITS = 12


@dataclass(frozen=True, slots=True)
class NameRule:
    """`limit` in characters, of the whole name; `shortens`: a long qualifier gives way to a digest of itself;
    `single`: there is one an environment, so that it never bears a qualifier."""

    limit: int
    shortens: bool = False
    single: bool = False
    pattern: str = LOWER


KINDS: dict[str, NameRule] = {
    "tap-stack": NameRule(90),
    "vpc": NameRule(255, single=True),
    "subnet": NameRule(255),
    "route-table": NameRule(255),
    "internet-gateway": NameRule(255),
    "nat-gateway": NameRule(255),
    "eip": NameRule(255),
    "network-acl": NameRule(255),
    "security-group": NameRule(255),
    "vpc-endpoint": NameRule(255),
    "flow-log": NameRule(255),
    "vpn-gateway": NameRule(255, single=True),
    "transit-gateway-attachment": NameRule(255, single=True),
    "log-group": NameRule(512),
    "key": NameRule(250),
    "table": NameRule(255),
    "scaling-policy": NameRule(256, shortens=True, pattern=r"[a-z][a-z0-9_-]*"),
    "bucket": NameRule(63, pattern=r"[a-z0-9][a-z0-9-]*[a-z0-9]"),
    "parameter": NameRule(1011),
    "role": NameRule(64, shortens=True),
    "replication-role": NameRule(64, shortens=True),
    "policy": NameRule(128),
    "lambda": NameRule(64),
    "queue": NameRule(80),
    "topic": NameRule(256),
    "alarm": NameRule(255),
    "dashboard": NameRule(255),
    "secret": NameRule(512),
    "aurora": NameRule(63),
    "db-subnet-group": NameRule(255),
    "db-parameter-group": NameRule(255),
    "proxy": NameRule(60),
    "scaling-target": NameRule(255),
    "alb": NameRule(32, single=True),
    "nlb": NameRule(32, single=True),
    "nlb-listener": NameRule(255, single=True),
    "tg": NameRule(32, shortens=True),
    "listener": NameRule(255, single=True),
    "listener-rule": NameRule(255),
    "certificate": NameRule(255, single=True),
    "api": NameRule(128, single=True),
    "api-domain": NameRule(255, single=True),
    "api-key": NameRule(255),
    "stage": NameRule(255, single=True),
    "usage-plan": NameRule(255, single=True),
    "validator": NameRule(255),
    "client-certificate": NameRule(255, single=True),
    "vpc-link": NameRule(128, single=True),
    "waf": NameRule(128, single=True),
    "aws-waf-logs": NameRule(512, single=True),
    "trail": NameRule(128, single=True),
    "config-recorder": NameRule(256, single=True),
    "config-rule": NameRule(128),
    "guardduty": NameRule(256, single=True),
    "metric-filter": NameRule(512),
    "event-rule": NameRule(64, shortens=True),
}
