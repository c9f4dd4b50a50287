"""An environment in the middle of its move, as tests of the runbook and of its status need one."""

from __future__ import annotations

from typing import Any

from generator.spec.model import Environment
from generator.spec.resolve import resolve_plain

ENDPOINTS = ["elasticloadbalancing", "execute-api", "lambda", "monitoring", "secretsmanager", "sns", "ssm"]
SPEC: dict[str, Any] = {
    "environmentSuffix": "test",
    "network": {
        "interfaceEndpoints": ENDPOINTS,
        "onPremises": {
            "cidrs": ["192.168.0.0/16"],
            "vpn": {
                "customerGateways": [
                    {"name": "edge-1", "address": "203.0.113.10", "bgpAsn": 65010},
                    {"name": "edge-2", "address": "203.0.113.74", "bgpAsn": 65010},
                ]
            },
            "resolver": {"inbound": True},
        },
    },
}
MOVE: dict[str, Any] = {
    "phase": "shift",
    "source": {"host": "192.168.10.20", "tables": ["payments.*"]},
    "relay": {
        "addresses": ["192.168.10.11", "192.168.10.12"],
        "serverName": "payments.example.internal",
        "certificates": "relay-certificates",
    },
}


def moving(spec: dict[str, Any] | None = None, **move: Any) -> Environment:
    """The environment; `spec` is laid over it, `move` over its section `migration`."""
    return resolve_plain({**SPEC, **(spec or {}), "migration": {**MOVE, **move}}).environment
