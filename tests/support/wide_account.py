"""An account with nearly every option on, so that every branch of its builders is reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WIDE_ACCOUNT: Mapping[str, Any] = {
    "accountName": "wide",
    "account": {"id": "111122223333", "assumeRoleArn": "arn:aws:iam::111122223333:role/terraform"},
    "stateBucket": {"enabled": True, "noncurrentExpireAfterDays": 30, "emptyOnDestroy": True},
    "apiLogRole": "create",
    "logDeliveryPolicy": True,
    "serviceLinkedRoles": ["rds.amazonaws.com", "rds.application-autoscaling.amazonaws.com"],
    "dmsRoles": True,
    "deployments": {
        "provider": "github",
        "createProvider": True,
        "subjects": ["repo:example/payments:environment:prod", "repo:example/payments:ref:refs/heads/*"],
        "policyArns": ["arn:aws:iam::aws:policy/PowerUserAccess"],
        "maximumSessionMinutes": 90,
    },
    "budgets": [{"name": "all", "monthlyDollars": 5000, "alertPercent": [50, 100], "emails": ["costs@example.com"]}],
    "quotas": {"elasticIps": 20},
}
