"""Translate keys that other tools use: AWS's own names, CloudFormation's, SAM's and Terraform's, and units left out.

Sources: AWS CloudFormation and SAM resource references; the provider's schema (hashicorp/aws 5.100).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

UNITS = ("Seconds", "Megabytes", "Days", "Hours", "Percent", "PerSecond")

# In letters alone, lower case, to the keys of a spec that may be meant.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "memorysize": ("memoryMegabytes",),
    "ephemeralstorage": ("ephemeralStorageMegabytes",),
    "reservedconcurrentexecutions": ("reservedConcurrency",),
    "provisionedconcurrentexecutions": ("provisionedConcurrency",),
    "environmentvariables": ("environment",),
    "envvars": ("environment",),
    "variables": ("environment",),
    "architectures": ("architecture",),
    "permissions": ("grants",),
    "policies": ("grants",),
    "maximumretryattempts": ("maximumRetries",),
    "maximumeventageinseconds": ("maximumAgeSeconds",),
    "partitionkey": ("hashKey",),
    "pk": ("hashKey",),
    "keyschema": ("hashKey",),
    "sortkey": ("rangeKey",),
    "sk": ("rangeKey",),
    "attributedefinitions": ("attributes",),
    "gsi": ("globalSecondaryIndexes",),
    "globalsecondaryindex": ("globalSecondaryIndexes",),
    "indexes": ("globalSecondaryIndexes",),
    "lsi": ("localSecondaryIndexes",),
    "localsecondaryindex": ("localSecondaryIndexes",),
    "ttl": ("ttlAttribute",),
    "timetolive": ("ttlAttribute",),
    "streamviewtype": ("stream",),
    "streamspecification": ("stream",),
    "pointintimerecovery": ("recoveryDays",),
    "cidrblock": ("cidr",),
    "vpccidr": ("cidr",),
    "availabilityzones": ("zones",),
    "azs": ("zones",),
    "natgateway": ("nat",),
    "natgateways": ("nat",),
    "vpcendpoints": ("interfaceEndpoints",),
    "endpoints": ("interfaceEndpoints",),
    "region": ("awsRegion",),
    "suffix": ("environmentSuffix",),
    "env": ("environmentSuffix", "environment"),
    "stage": ("stageName",),
    "instancetype": ("instanceClass",),
    "dbinstanceclass": ("instanceClass",),
    "backupretentionperiod": ("backup", "retentionDays"),
    "preferredmaintenancewindow": ("maintenanceWindow",),
    "preferredbackupwindow": ("window", "backup"),
    "dbname": ("databaseName",),
    "username": ("masterUsername",),
    "mincapacity": ("minimumCapacity", "minimum"),
    "maxcapacity": ("maximumCapacity", "maximum"),
    "min": ("minimum", "minimumCapacity"),
    "max": ("maximum", "maximumCapacity"),
    "rate": ("requestsPerSecond",),
    "ratelimit": ("requestsPerSecond",),
    "burstlimit": ("burst",),
    "scheduleexpression": ("schedule",),
    "cron": ("schedule",),
    "listenerrules": ("rules",),
    "targetgroups": ("targets",),
    "weight": ("weights",),
    "metricname": ("metric",),
    "stat": ("statistic",),
    "comparisonoperator": ("comparison",),
    "datapointstoalarm": ("datapoints",),
    "period": ("periodSeconds",),
    "kmskeyid": ("kmsKeyArn",),
    "httpmethod": ("method",),
    "verb": ("method",),
    "formerly": ("movedFrom",),
    "renamedfrom": ("movedFrom",),
    "oldname": ("movedFrom",),
    "lambdas": ("functions",),
    "lambda": ("functions",),
    "dynamodb": ("tables",),
    "rds": ("database",),
    "aurora": ("database",),
    "db": ("database",),
    "sns": ("topics",),
    "ssm": ("parameters",),
    "vpc": ("network",),
    "networking": ("network",),
    "alb": ("loadBalancer",),
    "elb": ("loadBalancer",),
    "apigateway": ("api",),
    "cloudwatch": ("monitoring",),
    "alarms": ("monitoring",),
    "terraform": ("providerVersion",),
    "retention": ("retentionDays", "logRetentionDays"),
    "logretention": ("logRetentionDays",),
}


def canonical_key(key: str, known: Iterable[str]) -> str | None:
    """Return the key of a spec for another tool's key, or for one without its unit; None where there is none."""
    keys, letters = list(known), re.sub(r"[-_ ]", "", key).casefold()
    with_unit = [candidate for candidate in keys if candidate in {f"{key}{unit}" for unit in UNITS}]
    if len(with_unit) == 1:
        return with_unit[0]
    return next((meant for meant in _KEYS.get(letters, ()) if meant in keys), None)


# Keys that take the same values here as where they come from.
_SAME_VALUES = frozenset({"memoryMegabytes", "cidr", "hashKey", "rangeKey", "instanceClass"})


def has_same_values(key: str, meant: str) -> bool:
    """Return whether the value of a familiar key may stay as it is under the key that is meant."""
    return meant in _SAME_VALUES or meant in {f"{key}{unit}" for unit in UNITS}
