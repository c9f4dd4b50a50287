"""Serve moto with the few answers of AWS that it lacks or gets wrong. Runs in the emulators' own environment.

Each addition names what AWS does. It stores what it is given and gives it back, as moto does elsewhere; none of it
knows what is going to be asked of it. Usage: python -I moto_server.py PORT RECORDING
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

from moto.apigateway.models import APIGatewayBackend, Integration, RestAPI
from moto.apigateway.responses import APIGatewayResponse
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.dynamodb.models.table import Table
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses.route_tables import RouteTables
from moto.elbv2.responses import ELBV2Response
from moto.guardduty.models import Detector
from moto.kms.models import Key
from moto.kms.responses import KmsResponse
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.rds.models import DBCluster, DBProxy
from moto.rds.responses import RDSResponse
from moto.sqs.models import Queue
from werkzeug.serving import ThreadedWSGIServer, make_server

sys.path.append(str(Path(__file__).parents[3]))
from generator.verify.emulators import moto_vpn  # is found where this file is
from generator.verify.emulators.repeated_requests import RepeatedCalls  # as above
from generator.verify.requests.recorder import Recorder  # as above

QUEUE = 1024


def escape_policies_of_apis() -> None:
    """API Gateway returns the policy of an API with its quotes escaped once more; the provider insists on it."""
    plain = RestAPI.to_dict

    def to_dict(api: RestAPI) -> dict[str, Any]:
        described = plain(api)
        if described.get("policy"):
            described["policy"] = json.dumps(described["policy"])[1:-1]
        return described

    _put(RestAPI, to_dict=to_dict)


def remember_rotation_periods_of_keys() -> None:
    """KMS returns how often a key is rotated (GetKeyRotationStatus, RotationPeriodInDays); moto forgets it."""
    enable, status = KmsResponse.enable_key_rotation, KmsResponse.get_key_rotation_status

    def enable_key_rotation(request: KmsResponse) -> str:
        answer = enable(request)
        _key(request).rotation_days = request._get_param("RotationPeriodInDays", 365)  # type: ignore[attr-defined]
        return answer

    def get_key_rotation_status(request: KmsResponse) -> str:
        answer = json.loads(status(request))
        if answer["KeyRotationEnabled"]:
            answer["RotationPeriodInDays"] = getattr(_key(request), "rotation_days", 365)
        return json.dumps(answer)

    _put(KmsResponse, enable_key_rotation=enable_key_rotation)
    _put(KmsResponse, get_key_rotation_status=get_key_rotation_status)


def _key(request: KmsResponse) -> Key:
    backend = request.kms_backend
    return backend.keys[backend.get_key_id(request._get_param("KeyId"))]


def propagate_routes_of_vpn_gateways() -> None:
    """EnableVgwRoutePropagation and its opposite; DescribeRouteTables shows the gateways that propagate."""

    def enable_vgw_route_propagation(request: RouteTables) -> EmptyResult:
        gateways = _propagating(request)
        gateways.append({"GatewayId": request._get_param("GatewayId")})
        return EmptyResult()

    def disable_vgw_route_propagation(request: RouteTables) -> EmptyResult:
        gateways = _propagating(request)
        gateways.remove({"GatewayId": request._get_param("GatewayId")})
        return EmptyResult()

    def propagating_vgws(table: RouteTable) -> list[dict[str, str]]:
        gateways: list[dict[str, str]] = table.__dict__.setdefault("_propagating", [])
        return gateways

    _put(RouteTables, enable_vgw_route_propagation=enable_vgw_route_propagation)
    _put(RouteTables, disable_vgw_route_propagation=disable_vgw_route_propagation)
    _put(RouteTable, propagating_vgws=property(propagating_vgws))


def _propagating(request: RouteTables) -> list[dict[str, str]]:
    (table,) = request.ec2_backend.describe_route_tables([request._get_param("RouteTableId")])
    gateways: list[dict[str, str]] = table.propagating_vgws
    return gateways


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

    _put(
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

    _put(
        RDSResponse,
        add_source_identifier_to_subscription=add_source_identifier_to_subscription,
        remove_source_identifier_from_subscription=remove_source_identifier_from_subscription,
    )


def _subscription(request: RDSResponse) -> Any:
    return request.backend.event_subscriptions[request.params["SubscriptionName"]]


def describe_rules_by_any_source() -> None:
    """A rule of a security group keeps its description whatever it lets in; moto keeps that of address ranges only."""
    plain = SecurityGroupRule.__init__

    def __init__(rule: SecurityGroupRule, *arguments: Any, **named: Any) -> None:
        plain(rule, *arguments, **named)
        given = signature(plain).bind(rule, *arguments, **named).arguments
        rule.__dict__["prefix_list"] = given.get("prefix_list_id") or {}

    def description(rule: SecurityGroupRule) -> str | None:
        for source in (rule.ip_range, rule.source_group, rule.__dict__["prefix_list"]):
            if source.get("Description"):
                return str(source["Description"])
        return None

    _put(SecurityGroupRule, __init__=__init__)
    _put(SecurityGroupRule, description=property(description))


def remember_links_of_integrations() -> None:
    """GetIntegration returns through which VPC link an integration goes (connectionId)."""
    put, get = APIGatewayResponse.put_integration, Integration.to_json

    def put_integration(request: APIGatewayResponse) -> Any:
        answer = put(request)
        _, _, api, _, resource, _, method, *_ = request.path.split("/")
        integration = request.backend.get_integration(api, resource, method)
        integration.__dict__["link"] = request._get_param("connectionId")
        return answer

    def to_json(integration: Integration) -> dict[str, Any]:
        link = integration.__dict__.get("link")
        return {**get(integration), **({"connectionId": link} if link else {})}

    _put(APIGatewayResponse, put_integration=put_integration)
    _put(Integration, to_json=to_json)


def scale_serverless_clusters_only() -> None:
    """ScalingConfigurationInfo is of clusters in engine mode serverless (v1); moto shows one for every cluster."""
    shown: Any = DBCluster.scaling_configuration_info

    def scaling_configuration_info(cluster: DBCluster) -> Any:
        return shown.fget(cluster) if cluster.engine_mode == "serverless" else None

    _put(DBCluster, scaling_configuration_info=property(scaling_configuration_info))


def sign_instances_by_the_current_authority() -> None:
    """A new RDS instance has a certificate of rds-ca-rsa2048-g1; moto returns rds-ca-default, which is a drift."""
    plain = RDSResponse.create_db_instance

    def create_db_instance(request: RDSResponse) -> Any:
        request.params.setdefault("CACertificateIdentifier", "rds-ca-rsa2048-g1")
        return plain(request)

    _put(RDSResponse, create_db_instance=create_db_instance)


INSIGHTS = {
    "DatabaseInsightsMode": "DatabaseInsightsMode",
    "EnablePerformanceInsights": "PerformanceInsightsEnabled",
    "PerformanceInsightsKMSKeyId": "PerformanceInsightsKMSKeyId",
    "PerformanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
}


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

    _put(
        RDSResponse,
        create_db_cluster=remembering(RDSResponse.create_db_cluster, cluster),
        modify_db_cluster=remembering(RDSResponse.modify_db_cluster, cluster),
        create_db_instance=remembering(RDSResponse.create_db_instance, instance),
        modify_db_instance=remembering(RDSResponse.modify_db_instance, instance),
    )


def apply_groups_to_private_links() -> None:
    """Whether a network load balancer's groups hold for PrivateLink: on, until SetSecurityGroups says otherwise."""
    name = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
    create, change = ELBV2Response.create_load_balancer, ELBV2Response.set_security_groups

    def create_load_balancer(request: ELBV2Response) -> Any:
        answer = create(request)
        if request._get_params().get("Type") == "network" and request._get_params().get("SecurityGroups"):
            for balancer in request.elbv2_backend.load_balancers.values():
                if balancer.name == request._get_params()["Name"]:
                    balancer.__dict__[name] = "on"
        return answer

    def set_security_groups(request: ELBV2Response) -> Any:
        answer = change(request)
        if request._get_param(name):
            request.elbv2_backend.load_balancers[request._get_param("LoadBalancerArn")].__dict__[name] = (
                request._get_param(name)
            )
        return answer

    _put(ELBV2Response, create_load_balancer=create_load_balancer, set_security_groups=set_security_groups)


def describe_attributes_of_keys_only() -> None:
    """DescribeTable shows the attributes that are part of a key; moto goes on showing those of a removed index."""
    plain = Table.describe

    def describe(table: Table, *arguments: Any, **named: Any) -> Any:
        schemas = (table.schema, *(index.schema for index in (*table.indexes, *table.global_indexes)))
        used = {key["AttributeName"] for schema in schemas for key in schema}
        table.attr = [attribute for attribute in table.attr if attribute["AttributeName"] in used]
        return plain(table, *arguments, **named)

    _put(Table, describe=describe)


def keep_tags_of_scalable_targets() -> None:
    """RegisterScalableTarget takes tags; ListTagsForResource, TagResource and UntagResource list and change them."""
    tags: dict[str, dict[str, str]] = {}
    register = ApplicationAutoScalingResponse.register_scalable_target

    def register_scalable_target(request: ApplicationAutoScalingResponse) -> str:
        answer = register(request)
        tags.setdefault(json.loads(answer)["ScalableTargetARN"], {}).update(request._get_param("Tags", {}))
        return answer

    def list_tags_for_resource(request: ApplicationAutoScalingResponse) -> str:
        return json.dumps({"Tags": tags.get(request._get_param("ResourceARN"), {})})

    def tag_resource(request: ApplicationAutoScalingResponse) -> str:
        tags[request._get_param("ResourceARN")].update(request._get_param("Tags"))
        return "{}"

    def untag_resource(request: ApplicationAutoScalingResponse) -> str:
        for key in request._get_param("TagKeys"):
            tags[request._get_param("ResourceARN")].pop(key, None)
        return "{}"

    _put(
        ApplicationAutoScalingResponse,
        register_scalable_target=register_scalable_target,
        list_tags_for_resource=list_tags_for_resource,
        tag_resource=tag_resource,
        untag_resource=untag_resource,
    )


def merge_features_of_detectors() -> None:
    """UpdateDetector leaves the features of a detector alone that it does not name; moto forgets them."""
    plain = Detector.update

    def update(detector: Detector, *arguments: Any, **named: Any) -> None:
        before = {feature["name"]: feature for feature in detector.features}
        plain(detector, *arguments, **named)
        detector.features = list({**before, **{feature["name"]: feature for feature in detector.features}}.values())

    _put(Detector, update=update)


def clear_the_log_role_of_the_account() -> None:
    """UpdateAccount takes a replacement without a value, which clears the setting; moto asks for the value."""
    plain = APIGatewayBackend.update_account

    def update_account(backend: APIGatewayBackend, operations: list[dict[str, Any]]) -> Any:
        return plain(backend, [{"value": "", **operation} for operation in operations])

    _put(APIGatewayBackend, update_account=update_account)


def write_redrive_policies_without_spaces() -> None:
    """SQS returns the redrive policy of a queue as compact JSON, which the provider compares as a text."""
    plain = vars(Queue)["attributes"].fget

    def attributes(queue: Queue) -> dict[str, Any]:
        described: dict[str, Any] = plain(queue)
        if described.get("RedrivePolicy"):
            described["RedrivePolicy"] = json.dumps(json.loads(described["RedrivePolicy"]), separators=(",", ":"))
        return described

    _put(Queue, attributes=property(attributes))


def _put(owner: type, **members: Any) -> None:
    for name, member in members.items():
        setattr(owner, name, member)


def main() -> None:
    """Serve on a port of the loopback interface until the process is ended."""
    escape_policies_of_apis()
    remember_rotation_periods_of_keys()
    propagate_routes_of_vpn_gateways()
    moto_vpn.keep_keys_of_tunnels()
    moto_vpn.keep_static_routes_of_vpns()
    moto_vpn.remember_protocols_of_resolvers()
    keep_endpoints_of_proxies()
    change_sources_of_event_subscriptions()
    describe_rules_by_any_source()
    remember_links_of_integrations()
    scale_serverless_clusters_only()
    sign_instances_by_the_current_authority()
    remember_insights()
    apply_groups_to_private_links()
    describe_attributes_of_keys_only()
    keep_tags_of_scalable_targets()
    merge_features_of_detectors()
    clear_the_log_role_of_the_account()
    write_redrive_policies_without_spaces()
    # Stacks that are applied side by side come with more new connections at once than the usual queue of 128 holds.
    _put(ThreadedWSGIServer, request_queue_size=QUEUE)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    port, recording = int(sys.argv[1]), Path(sys.argv[2])
    application = RepeatedCalls().around_wsgi(DomainDispatcherApplication(create_backend_app))
    application = Recorder(recording).around_wsgi(application)
    server = make_server("127.0.0.1", port, application, threaded=True)
    print(f"Running on http://127.0.0.1:{port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
