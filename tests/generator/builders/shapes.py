"""Few stacks for many tests: synthesis takes seconds, so that shapes which do not disturb each other share a spec."""

from __future__ import annotations

from typing import Any

EVERY_GRANT: dict[str, Any] = {
    "tables": [
        {"name": "transactions", "access": ["read"]},
        {"name": "idempotency", "access": ["write"]},
        {"name": "fraud-counters", "access": ["put", "update"]},
        {"name": "merchants", "access": ["readWrite", "scan"]},
    ],
    "secrets": [{"name": "acquirer-api"}],
    "topics": [{"name": "system-errors"}],
    "parameters": [{"name": "fraud/rules"}, {"name": "database/reader-endpoint"}],
    "functions": [{"name": "fraud-detection", "alias": "green"}],
    "buckets": [{"name": "audit", "access": ["write"]}, {"name": "access-archive", "access": ["readWrite"]}],
    "databaseUsers": [{"name": "reporting"}],
}

# Instances of two classes, one reader and scaling, the proxy, and functions with everything that there is.
RICH: dict[str, Any] = {
    "network": {"interfaceEndpoints": ["execute-api", "lambda", "secretsmanager", "sns", "ssm"]},
    "database": {
        "instanceClass": "db.r7g.xlarge",
        "readers": {
            "count": 1,
            "instanceClass": "db.r7g.large",
            "autoscaling": {"enabled": True, "maximum": 4, "metric": "connections", "target": 300},
        },
        "engineVersion": "16",
        "proxy": {"enabled": True},
        "insights": {"mode": "advanced", "retentionDays": 465},
        "storageType": "aurora-iopt1",
        "parameters": [{"name": "max_connections", "value": "500", "applyMethod": "pending-reboot"}],
        "logs": {"exports": ["postgresql", "instance"]},
    },
    "secrets": [
        {
            "name": "app-database",
            "rotation": {"schedule": "cron(0 2 1 * ? *)", "windowHours": 3, "alias": "green"},
        },
        {
            "name": "acquirer-api",
            "rotation": {"function": "key-rotation", "alias": None, "days": 60, "immediately": False},
        },
    ],
    "functions": [
        {
            "name": "key-rotation",
            "source": "payment_validation",
            "timeoutSeconds": 60,
            "grants": {"secrets": [{"name": "acquirer-api", "access": ["rotate"]}]},
        },
        {"name": "database-migration", "runOnDeploy": True, "deployInput": '{"action": "migrate"}'},
        {
            "name": "reporting",
            "source": "payment_validation",
            "architecture": "x86_64",
            "runtime": "python3.12",
            "database": True,
            "reservedConcurrency": 20,
            "aliases": {
                "blue": {"version": "17", "provisionedConcurrency": 5},
                "green": {"provisionedConcurrency": 3},
            },
            "environment": [{"name": "FEATURE_REFUNDS", "value": "on"}],
            "grants": EVERY_GRANT,
        },
        {
            "name": "ledger-export",
            "source": "payment_validation",
            "handler": "payment_validation.export.run",
            "description": "Exports the ledger",
            "grants": {
                "tables": [{"name": "transactions", "access": ["scan"]}],
                "buckets": [{"name": "audit", "access": ["read"]}],
            },
        },
    ],
}

# As little as there can be: a writer alone, no log of the database, and the proxy before it.
SMALL: dict[str, Any] = {
    "database": {
        "readers": {"count": 0},
        "serverless": {"minimumCapacity": 0.5, "maximumCapacity": 4},
        "proxy": {"enabled": True},
        "logs": {"exports": []},
        "engineVersion": "17.5",
        "autoMinorVersionUpgrade": False,
    },
    "secrets": [{"name": "app-database", "rotation": {"days": 7}}],
}
