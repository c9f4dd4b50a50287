"""One spec that uses everything that tables, buckets, topics, the audit section and the keys have to offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.stacks import resources, stack_of


def _table(name: str, keys: str, **more: Any) -> dict[str, Any]:
    """A table whose declared attributes are one letter each; the first is its hash key."""
    return {"name": name, "hashKey": keys[0], "attributes": [{"name": key} for key in keys], **more}


SPEC: Mapping[str, Any] = {
    "tables": [
        _table("plain", "a"),
        _table(
            "crowded",
            "ab",
            globalSecondaryIndexes=[{"name": f"index-{number}", "hashKey": "b"} for number in range(20)],
            stream="KEYS_ONLY",
            recoveryDays=7,
        ),
        _table(
            "scaling",
            "abcd",
            rangeKey="b",
            billingMode="PROVISIONED",
            readCapacity={"minimum": 10, "maximum": 400, "targetUtilization": 60},
            writeCapacity={"minimum": 8, "maximum": 8},
            globalSecondaryIndexes=[
                {"name": "by-c", "hashKey": "c", "writeCapacity": {"minimum": 4, "maximum": 40}},
                {
                    "name": "by-d",
                    "hashKey": "d",
                    "rangeKey": "a",
                    "projection": "INCLUDE",
                    "nonKeyAttributes": ["z", "y"],
                    "readCapacity": {"minimum": 3, "maximum": 3},
                    "writeCapacity": {"minimum": 8, "maximum": 8},
                },
            ],
            localSecondaryIndexes=[
                {"name": "local-c", "rangeKey": "c", "projection": "KEYS_ONLY"},
                {"name": "local-d", "rangeKey": "d", "projection": "INCLUDE", "nonKeyAttributes": ["z"]},
            ],
            ttlAttribute="ends",
            stream="NEW_AND_OLD_IMAGES",
        ),
        _table(
            "owned",
            "ab",
            billingMode="PROVISIONED",
            ignoreIndexChanges=False,
            globalSecondaryIndexes=[{"name": "by-b", "hashKey": "b"}],
        ),
        _table(
            "fixed",
            "ab",
            billingMode="PROVISIONED",
            readCapacity={"minimum": 2, "maximum": 2},
            writeCapacity={"minimum": 2, "maximum": 2},
            globalSecondaryIndexes=[
                {
                    "name": "by-b",
                    "hashKey": "b",
                    "readCapacity": {"minimum": 2, "maximum": 2},
                    "writeCapacity": {"minimum": 2, "maximum": 2},
                }
            ],
        ),
    ],
    "buckets": [
        {"name": "audit", "lifecycle": {"glacierAfterDays": 120, "expireAfterDays": 800}},
        {"name": "reports", "lifecycle": {"glacierAfterDays": None, "expireAfterDays": 10}},
        {"name": "settlement-files", "lifecycle": {"glacierClass": "DEEP_ARCHIVE", "noncurrentExpireAfterDays": 90}},
    ],
    "topics": [
        {
            "name": "system-errors",
            "subscriptions": [
                {"name": "oncall", "protocol": "email", "endpoint": "oncall@example.com"},
                {"name": "pager", "protocol": "https", "endpoint": "https://pager.example.com/in", "rawDelivery": True},
                {"name": "queue", "protocol": "sqs", "endpoint": "arn:aws:sqs:us-east-1:111122223333:alerts"},
                {
                    "name": "chat",
                    "protocol": "lambda",
                    "endpoint": "arn:aws:lambda:us-east-1:111122223333:function:notify:live",
                },
            ],
        },
        {"name": "settlement"},
    ],
    "encryption": {"rotationDays": 180},
    "audit": {
        "trail": {
            "dataEvents": [
                {"name": "payments", "of": "tables", "include": ["transactions"], "access": "write"},
                {"name": "all-tables", "of": "tables"},
            ],
            "insights": ["ApiCallRateInsight", "ApiErrorRateInsight"],
        },
        "config": {
            "enabled": True,
            "rules": [
                {
                    "name": "old-access-keys",
                    "identifier": "ACCESS_KEYS_ROTATED",
                    "parameters": [{"name": "maxAccessKeyAge", "value": "90"}],
                }
            ],
        },
        "guardDuty": {"enabled": True},
        "securityHub": {"enabled": True},
    },
}


def built(kind: str, name: str) -> dict[str, Any]:
    """One resource of the stack of that spec."""
    return resources(stack_of(SPEC), kind)[name]


def all_built(kind: str) -> dict[str, dict[str, Any]]:
    return resources(stack_of(SPEC), kind)
