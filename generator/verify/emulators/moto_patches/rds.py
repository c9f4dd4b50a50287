"""Patch moto's RDS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.models import DBCluster, DBProxy
from moto.rds.responses import RDSResponse

from generator.verify.emulators.moto_patches.members import patch

INSIGHTS = {
    "DatabaseInsightsMode": "DatabaseInsightsMode",
    "EnablePerformanceInsights": "PerformanceInsightsEnabled",
    "PerformanceInsightsKMSKeyId": "PerformanceInsightsKMSKeyId",
    "PerformanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
}


def keep_endpoints_of_proxies() -> None:
    """CreateDBProxyEndpoint, DescribeDBProxyEndpoints, ModifyDBProxyEndpoint and DeleteDBProxyEndpoint."""

    def create_db_proxy_endpoint(request: RDSResponse) -> ActionResult:
        proxy: DBProxy = request.backend.db_proxies[request.params["DBProxyName"]]
        name = request.params["DBProxyEndpointName"]
        domain = proxy.endpoint.partition(".")[2]
        endpoint = {
            "DBProxyEndpointName": name,
            "DBProxyEndpointArn": proxy.arn.replace(":db-proxy:prx-", ":db-proxy-endpoint:prx-endpoint-") + name,
            "DBProxyName": proxy.db_proxy_name,
            "Status": "available",
            "VpcId": proxy.vpc_id,
            "VpcSecurityGroupIds": request.params.get("VpcSecurityGroupIds", []),
            "VpcSubnetIds": request.params["VpcSubnetIds"],
            "Endpoint": f"{name}.endpoint.{domain}",
            "TargetRole": request.params.get("TargetRole", "READ_WRITE"),
            "IsDefault": False,
        }
        _endpoints(proxy)[name] = endpoint
        request.backend.__dict__.setdefault("tags_of_endpoints", {})[endpoint["DBProxyEndpointArn"]] = (
            request.params.get("Tags", [])
        )
        return ActionResult({"DBProxyEndpoint": endpoint})

    def describe_db_proxy_endpoints(request: RDSResponse) -> ActionResult:
        found = [
            endpoint
            for name, proxy in request.backend.db_proxies.items()
            if request.params.get("DBProxyName") in (None, name)
            for endpoint in _endpoints(proxy).values()
            if request.params.get("DBProxyEndpointName") in (None, endpoint["DBProxyEndpointName"])
        ]
        return ActionResult({"DBProxyEndpoints": found})

    def modify_db_proxy_endpoint(request: RDSResponse) -> ActionResult:
        endpoint = _endpoint(request)
        if "VpcSecurityGroupIds" in request.params:
            endpoint["VpcSecurityGroupIds"] = request.params["VpcSecurityGroupIds"]
        return ActionResult({"DBProxyEndpoint": endpoint})

    def delete_db_proxy_endpoint(request: RDSResponse) -> ActionResult:
        endpoint = _endpoint(request)
        del _endpoints(request.backend.db_proxies[endpoint["DBProxyName"]])[endpoint["DBProxyEndpointName"]]
        return ActionResult({"DBProxyEndpoint": endpoint})

    list_tags = RDSResponse.list_tags_for_resource

    def list_tags_for_resource(request: RDSResponse) -> ActionResult:
        tags = request.backend.__dict__.get("tags_of_endpoints", {})
        arn = request.params["ResourceName"]
        return ActionResult({"TagList": tags[arn]}) if arn in tags else list_tags(request)

    patch(
        RDSResponse,
        create_db_proxy_endpoint=create_db_proxy_endpoint,
        describe_db_proxy_endpoints=describe_db_proxy_endpoints,
        modify_db_proxy_endpoint=modify_db_proxy_endpoint,
        delete_db_proxy_endpoint=delete_db_proxy_endpoint,
        list_tags_for_resource=list_tags_for_resource,
    )


def _endpoints(proxy: DBProxy) -> dict[str, dict[str, Any]]:
    endpoints: dict[str, dict[str, Any]] = proxy.__dict__.setdefault("_endpoints", {})
    return endpoints


def _endpoint(request: RDSResponse) -> dict[str, Any]:
    name = request.params["DBProxyEndpointName"]
    return next(_endpoints(proxy)[name] for proxy in request.backend.db_proxies.values() if name in _endpoints(proxy))


def change_sources_of_event_subscriptions() -> None:
    """AddSourceIdentifierToSubscription and RemoveSourceIdentifierFromSubscription."""

    def add_source_identifier_to_subscription(request: RDSResponse) -> ActionResult:
        subscription = _subscription(request)
        subscription.source_ids = [*subscription.source_ids, request.params["SourceIdentifier"]]
        return ActionResult({"EventSubscription": subscription})

    def remove_source_identifier_from_subscription(request: RDSResponse) -> ActionResult:
        subscription = _subscription(request)
        gone = request.params["SourceIdentifier"]
        subscription.source_ids = [source for source in subscription.source_ids if source != gone]
        return ActionResult({"EventSubscription": subscription})

    patch(
        RDSResponse,
        add_source_identifier_to_subscription=add_source_identifier_to_subscription,
        remove_source_identifier_from_subscription=remove_source_identifier_from_subscription,
    )


def _subscription(request: RDSResponse) -> Any:
    return request.backend.event_subscriptions[request.params["SubscriptionName"]]


def scale_serverless_clusters_only() -> None:
    """ScalingConfigurationInfo is of clusters in engine mode serverless (v1); moto shows one for every cluster."""
    shown: Any = DBCluster.scaling_configuration_info

    def scaling_configuration_info(cluster: DBCluster) -> Any:
        return shown.fget(cluster) if cluster.engine_mode == "serverless" else None

    patch(DBCluster, scaling_configuration_info=property(scaling_configuration_info))


def sign_instances_by_the_current_authority() -> None:
    """A new RDS instance has a certificate of rds-ca-rsa2048-g1; moto returns rds-ca-default, which is a drift."""
    plain = RDSResponse.create_db_instance

    def create_db_instance(request: RDSResponse) -> Any:
        request.params.setdefault("CACertificateIdentifier", "rds-ca-rsa2048-g1")
        return plain(request)

    patch(RDSResponse, create_db_instance=create_db_instance)


def remember_insights() -> None:
    """What is asked of Performance and Database Insights is returned for clusters and instances; moto forgets it."""

    def remembering(plain: Callable[[RDSResponse], Any], find: Callable[[RDSResponse], Any]) -> Callable[..., Any]:
        def action(request: RDSResponse) -> Any:
            answer = plain(request)
            for argument, attribute in INSIGHTS.items():
                if argument in request.params:
                    find(request).__dict__[attribute] = request.params[argument]
            return answer

        return action

    def cluster(request: RDSResponse) -> Any:
        return request.backend.clusters[request.params["DBClusterIdentifier"]]

    def instance(request: RDSResponse) -> Any:
        return request.backend.databases[request.params["DBInstanceIdentifier"]]

    patch(
        RDSResponse,
        create_db_cluster=remembering(RDSResponse.create_db_cluster, cluster),
        modify_db_cluster=remembering(RDSResponse.modify_db_cluster, cluster),
        create_db_instance=remembering(RDSResponse.create_db_instance, instance),
        modify_db_instance=remembering(RDSResponse.modify_db_instance, instance),
    )


def install() -> None:
    """Install all patches of this module."""
    keep_endpoints_of_proxies()
    change_sources_of_event_subscriptions()
    scale_serverless_clusters_only()
    sign_instances_by_the_current_authority()
    remember_insights()
