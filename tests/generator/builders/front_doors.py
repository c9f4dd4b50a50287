"""The front door in every shape: each stack here holds several of them at once."""

from __future__ import annotations

from typing import Any

REMOTE = {"type": "ip", "addresses": ["192.168.7.1"], "port": 8443}
REMOVED = [
    {"name": name, "remove": True} for name in ("payment-validation", "fraud-detection", "transaction-processing")
]
NO_ROUTES = [
    {"name": name, "remove": True}
    for name in ("create-payment", "get-payment", "list-merchant-payments", "validate-payment", "screen-payment")
]


def routed(count: int, **of_each: Any) -> dict[str, Any]:
    """A spec with as many functions, each behind a route and a target of its own."""
    names = ["a-function-with-a-name-of-thirty-six", *(f"step-{index}" for index in range(1, count))]
    return {
        "functions": [{"name": name, "source": "payment_validation"} for name in names],
        "loadBalancer": {"targets": [*REMOVED, *({"name": name, **of_each} for name in names)]},
        "api": {
            "routes": [
                *NO_ROUTES,
                *({"name": name, "method": "POST", "path": f"/{name}/{{id}}", "target": name} for name in names),
            ]
        },
    }


TWELVE = routed(12, weights={"blue": 37, "green": 63}, ignoreWeightChanges=True, stickinessSeconds=60)
TWELVE["api"] |= {"endpointType": "PRIVATE", "authorization": "iamAndApiKey", "apiKeys": [{"name": "shop"}]}
TWELVE["environmentSuffix"] = "pr-1234567890-abcdef"
TWELVE["network"] = {"interfaceEndpoints": ["execute-api", "secretsmanager", "sns", "ssm"]}

ONE = routed(1, green=None)
ONE["loadBalancer"] |= {"pciScope": False, "protocol": "HTTP", "port": 8080}
ONE["api"] |= {
    "endpointType": "REGIONAL",
    "customDomain": {
        "name": "api.shop.test",
        "certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd",
        "hostedZoneId": "Z0123456789ABCDEFGHIJ",
        "truststoreUri": "s3://trust-1/clients.pem",
    },
    "accountLogRole": True,
    "clientCertificate": True,
    "dailyQuota": 100,
}

MIGRATION = {
    "environmentSuffix": "a-very-long-suffix-x",
    "network": {"onPremises": {"cidrs": ["192.168.0.0/16"]}},
    "loadBalancer": {
        "certificate": {"domain": "payments.shop.test", "hostedZoneId": "Z0123456789ABCDEFGHIJ"},
        "targets": [
            {"name": "transaction-processing", "blue": REMOTE, "weights": {"blue": 100, "green": 0}},
            {"name": "fraud-detection", "weights": {"blue": 0, "green": 100}},
            {
                "name": "a-target-with-a-name-of-forty-characters",
                "blue": {"function": "fraud-detection"},
                "green": None,
            },
        ],
        "rules": [
            {
                "name": "mobile",
                "target": "a-target-with-a-name-of-forty-characters",
                "paths": ["/screenings/*"],
                "methods": ["POST"],
                "headers": [{"name": "X-Channel", "values": ["mobile*"]}],
            }
        ],
    },
}

SPECS = {
    "twelve functions, private, weights moved outside, long names": TWELVE,
    "one function without blue-green, plain, behind a domain of its own": ONE,
    "on-premises as blue, all or nothing by weight, names at their limit": MIGRATION,
}
