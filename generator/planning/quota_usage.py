"""Count what an environment or an account uses of the quotas that an AWS account shares."""

from __future__ import annotations

from collections.abc import Mapping

from generator.spec.model import Environment
from generator.spec.model.account import AwsAccount
from generator.spec.model.database import Readers
from generator.spec.model.network import OnPremises

_GATEWAYS = {"none": 0, "single": 1, "perZone": 3}


def environment_usage(env: Environment) -> Mapping[str, int]:
    """Return the use of each quota by its key in `aws/quotas.py`; readers as many as autoscaling may make."""
    makes_network = env.network.vpc_id is None
    return {
        "elasticIps": _GATEWAYS[env.network.nat] if makes_network else 0,
        "vpcs": int(makes_network),
        "internetGateways": int(makes_network),
        "lambdaConcurrency": sum(function.reserved_concurrency or 0 for function in env.functions),
        "trails": int(env.audit.trail.enabled),
        "vpcLinks": int(env.api.vpc_link == "nlb"),
        "applicationLoadBalancers": 1,
        "networkLoadBalancers": int(env.api.vpc_link == "nlb"),
        "dbClusters": 1,
        "dbInstances": 1 + _most_readers(env.database.readers),
        "dbProxies": int(env.database.proxy.enabled),
        "resolverEndpoints": _resolver_endpoints(env.network.on_premises) if makes_network else 0,
        "virtualPrivateGateways": int(makes_network and _makes_gateway(env.network.on_premises)),
        "tables": len(env.tables),
        "buckets": len(env.buckets),
    }


def account_usage(account: AwsAccount) -> Mapping[str, int]:
    """Return the use of each quota by the account's own stack."""
    buckets = len(account.buckets) + account.state_bucket.enabled
    return {"trails": int(account.audit.trail.enabled), "buckets": buckets}


def _most_readers(readers: Readers) -> int:
    return readers.autoscaling.maximum if readers.autoscaling.enabled else readers.count


def _resolver_endpoints(remote: OnPremises | None) -> int:
    resolver = remote.resolver if remote else None
    return int(resolver.inbound) + bool(resolver.outbound) if resolver else 0


def _makes_gateway(remote: OnPremises | None) -> bool:
    return remote is not None and remote.vpn_gateway_id is None and remote.transit_gateway_id is None
