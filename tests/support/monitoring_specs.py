"""Specs under which monitoring looks different, shared so that each is synthesized once a process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

STATISTICS = ("p50", "p90", "p99", "p99.9", "p99.95", "tm90", "wm95", "IQM", "Average", "Maximum")
MISSING = ("breaching", "notBreaching", "ignore", "missing")
EXTRA = [f"extra-{number}" for number in range(8)]
LONG = "a-function-with-a-name-of-thirty-six"


def _duration(number: int) -> dict[str, Any]:
    statistic = STATISTICS[number // 4]
    metric = {"name": "m", "of": "function", "named": "transaction-processing", "metric": "Duration"}
    return {"threshold": 1.5 + number, "metrics": [{**metric, "statistic": statistic}]}


def _rate(number: int) -> dict[str, Any]:
    target = {"of": "target", "named": "payment-validation", "colour": "green"}
    bad = {"name": "bad", **target, "metric": "HTTPCode_Target_5XX_Count"}
    every = {"name": "every", **target, "metric": "RequestCount"}
    return {"threshold": number, "metrics": [bad, every, {"name": "rate", "expression": "100 * bad / every"}]}


def _band(number: int) -> dict[str, Any]:
    metrics = [{"name": "m", "of": "api", "metric": "Latency", "statistic": "p90"}]
    return {"anomalyBand": 2.5, "comparison": "LessThanLowerOrGreaterThanUpperThreshold", "metrics": metrics}


def _raw(number: int) -> dict[str, Any]:
    dimensions = [{"name": "Service", "value": "Lambda"}, {"name": "Type", "value": "Resource"}]
    return {
        "threshold": number,
        "metrics": [{"name": "m", "namespace": "AWS/Usage", "metric": "ResourceCount", "dimensions": dimensions}],
    }


def _forty() -> Iterator[dict[str, Any]]:
    for number in range(40):
        shape = (_duration, _rate, _band, _raw)[number % 4](number)
        yield {"name": f"custom-{number}", "description": "d", "treatMissingData": MISSING[number // 10], **shape}


COMPOSITES = [
    {
        "name": "payments-down",
        "description": "Payments fail at the API and behind it.",
        "rule": "ALARM(api-server-errors) AND (ALARM(first) OR NOT OK(unhealthy-targets))",
    },
    {
        "name": "first",
        "description": "One function fails.",
        "rule": "ALARM(function-errors/payment-validation) OR INSUFFICIENT_DATA(custom-1)",
        "okTopics": ["failed-transactions"],
    },
]

MIGRATION = {
    "name": "migration",
    "start": "-P1D",
    "widgets": [
        {"name": "head", "type": "text", "text": "# Moving <b>'quoted'</b> \"twice\" & é", "width": 24, "height": 2},
        {
            "name": "rates",
            "forEach": "colours",
            "width": 16,
            "metrics": [
                {"name": "bad", "of": "target", "metric": "HTTPCode_Target_5XX_Count"},
                {"name": "all", "of": "target", "metric": "RequestCount"},
                {"name": "rate", "expression": "100 * bad / all"},
            ],
        },
        {
            "name": "numbers",
            "type": "number",
            "width": 8,
            "metrics": [
                {
                    "name": "green",
                    "of": "alias",
                    "named": "transaction-processing",
                    "colour": "green",
                    "metric": "Errors",
                },
                {
                    "name": "query",
                    "of": "table",
                    "named": "transactions",
                    "metric": "SuccessfulRequestLatency",
                    "operation": "Query",
                },
                {"name": "failed", "of": "log", "named": "failed-transactions"},
                {"name": "flows", "of": "networkBalancer", "metric": "ActiveFlowCount"},
            ],
        },
    ],
}

SPECS: dict[str, dict[str, Any]] = {
    "the defaults": {},
    "a dashboard and forty alarms of one's own": {
        "monitoring": {"alarms": list(_forty()), "compositeAlarms": COMPOSITES, "dashboards": [MIGRATION]},
    },
    "an on-premises blue, and no green": {
        "loadBalancer": {
            "targets": [
                {
                    "name": "payment-validation",
                    "blue": {"type": "ip", "addresses": ["192.168.10.5"], "port": 8443},
                    "green": None,
                    "weights": {"blue": 100, "green": 0},
                }
            ]
        },
        "network": {"onPremises": {"cidrs": ["192.168.0.0/16"]}},
    },
    "little of everything": {
        "database": {"instanceClass": "db.r8g.large", "readers": {"count": 0}},
        "audit": {"trail": {"enabled": False}},
        "tables": [
            {
                "name": "transactions",
                "globalSecondaryIndexes": [{"name": "by-customer", "remove": True}],
                "attributes": [{"name": "customerId", "remove": True}],
            }
        ],
        "loadBalancer": {
            "targets": [
                {
                    "name": name,
                    "blue": {"healthCheck": {"enabled": False}},
                    "green": {"healthCheck": {"enabled": False}},
                }
                for name in ("payment-validation", "fraud-detection", "transaction-processing")
            ]
        },
    },
    "twelve routed functions": {
        "functions": [{"name": name, "source": "payment_validation"} for name in (*EXTRA, LONG)],
        "loadBalancer": {"targets": [{"name": name} for name in (*EXTRA, LONG)]},
        "api": {
            "routes": [{"name": name, "method": "GET", "path": f"/{name}", "target": name} for name in (*EXTRA, LONG)]
        },
        "environmentSuffix": "pr-1234567890-abcdef",
    },
}
