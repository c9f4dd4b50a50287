"""Patch VPC links of REST APIs, which MiniStack lacks: create them, and forward to the load balancer behind.

The path is the real one as far as the emulator knows it: the link's network load balancer, its listener on the port of
the integration's address, that listener's target group, and the application load balancer that is registered in it.
What is missing is the network: no packet and no TLS handshake passes, so the certificate's name is compared instead.
"""

from __future__ import annotations

import contextvars
import json
import urllib.parse
from collections.abc import Mapping
from typing import Any

from ministack.core.responses import new_uuid  # type: ignore[import-not-found]  # its own environment
from ministack.services import acm, alb, apigateway, apigateway_v1  # type: ignore[import-not-found]  # see above

Answer = tuple[int, dict[str, str], bytes]
PORTS = {"https": 443, "http": 80}
HIDDEN = ("connection", "content-length", "host", "transfer-encoding")

_links: dict[str, dict[str, Any]] = {}
_request: contextvars.ContextVar[Mapping[str, Any]] = contextvars.ContextVar("request")
# The module of HTTP APIs is asked first, for REST APIs too.
_handle_request, _put_integration = apigateway.handle_request, apigateway_v1._put_integration
_execute_in_scope, _invoke_http_proxy = apigateway_v1._execute_in_scope, apigateway_v1._invoke_http_proxy_v1


def install() -> None:
    """Let the emulator's API Gateway use what is below."""
    apigateway.handle_request = handle_request
    apigateway_v1._put_integration = put_integration
    apigateway_v1._execute_in_scope = execute_in_scope
    apigateway_v1._invoke_http_proxy_v1 = invoke_http_proxy


async def handle_request(method: str, path: str, headers: Any, body: bytes, query: Any) -> Answer:
    """CreateVpcLink, GetVpcLink, GetVpcLinks, DeleteVpcLink."""
    parts = [part for part in path.split("/") if part]
    if parts[:1] != ["vpclinks"]:
        answer: Answer = await _handle_request(method, path, headers, body, query)
        return answer
    if method == "POST":
        link = {**json.loads(body), "id": new_uuid()[:10], "status": "AVAILABLE"}
        _links[link["id"]] = link
        return _json(202, link)
    if len(parts) == 1:
        return _json(200, {"item": list(_links.values())})
    link_or_none = _links.pop(parts[1], None) if method == "DELETE" else _links.get(parts[1])
    if link_or_none is None:
        return _json(404, {"message": "Invalid Vpc Link identifier specified"})
    return _json(202 if method == "DELETE" else 200, link_or_none)


def put_integration(api: str, resource: str, method: str, integration: Mapping[str, Any]) -> Answer:
    """Keep `connectionId`, which MiniStack drops."""
    answer: Answer = _put_integration(api, resource, method, integration)
    if answer[0] == 201 and "connectionId" in integration:
        kept = apigateway_v1._resources[api][resource]["resourceMethods"][method]["methodIntegration"]
        kept["connectionId"] = integration["connectionId"]
        return _json(201, kept)
    return answer


async def execute_in_scope(request: Mapping[str, Any], *arguments: Any) -> Any:
    """Keeps the request at hand for `context.requestId`."""
    token = _request.set(request)
    try:
        return await _execute_in_scope(request, *arguments)
    finally:
        _request.reset(token)


async def invoke_http_proxy(
    integration: Mapping[str, Any],
    path: str,
    method: str,
    headers: Mapping[str, str],
    body: bytes,
    query: Mapping[str, Any],
    path_parameters: Mapping[str, str] | None = None,
) -> Any:
    """Follows a VPC link; other integrations are the emulator's."""
    if integration.get("connectionType") != "VPC_LINK":
        return await _invoke_http_proxy(integration, path, method, headers, body, query, path_parameters)
    uri, sent = _mapped(integration, path_parameters or {}, headers)
    target = urllib.parse.urlsplit(uri)
    port = target.port or PORTS[target.scheme]
    balancer, listener = _behind(integration["connectionId"], port)
    if listener is None or not _is_spoken_to_as(listener, target):
        return apigateway_v1._gw_error("INTEGRATION_FAILURE", "Internal server error")
    sent["host"] = target.netloc
    status, answered, content = await alb.dispatch_request(
        balancer,
        integration["httpMethod"],
        target.path,
        sent,
        body,
        query or {},
        port=port,
        raw_query_string=urllib.parse.urlencode(query or {}, doseq=True),
    )
    return status, answered, content


def _mapped(
    integration: Mapping[str, Any], path_parameters: Mapping[str, str], headers: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """The address and the headers, with the integration's request parameters put in."""
    uri = integration["uri"]
    sent = {name.lower(): value for name, value in headers.items() if name.lower() not in HIDDEN}
    for name, source in integration["requestParameters"].items():
        _, _, place, key = name.split(".", 3)
        if place == "path":
            value = path_parameters[source.rpartition(".")[2]]
            uri = uri.replace(f"{{{key}}}", urllib.parse.quote(value, safe=""))
        elif place == "header":
            # What is set takes the place of what a caller sends, and where it has no value, there is none.
            sent.pop(key.lower(), None)
            set_to = _value(source, headers)
            if set_to is not None:
                sent[key.lower()] = set_to
    return uri, sent


def _value(source: str, headers: Mapping[str, str]) -> str | None:
    """Who has signed is what the emulator's IAM says of the key of the verified signature."""
    if source == "context.identity.userArn":
        identity = apigateway_v1._iam_caller_identity(headers, {}) or {}
        arn: str | None = identity.get("userArn")
        return arn
    value: str | None = apigateway_v1._gateway_request_value(source, _request.get())
    return value


def _behind(link_id: str, port: int) -> tuple[Any, Any]:
    """The application load balancer to which the link leads, and its listener on the port."""
    (network_balancer,) = _links[link_id]["targetArns"]
    entrance = _listener(network_balancer, port)
    if entrance is None:
        return None, None
    group = entrance["DefaultActions"][0]["TargetGroupArn"]
    target = alb._targets[group][0]
    return alb._lbs[target["Id"]], _listener(target["Id"], int(target["Port"]))


def _listener(balancer_arn: str, port: int) -> Any:
    listeners = [item for item in alb._listeners.values() if item["LoadBalancerArn"] == balancer_arn]
    return next((item for item in listeners if int(item["Port"]) == port), None)


def _is_spoken_to_as(listener: Mapping[str, Any], target: urllib.parse.SplitResult) -> bool:
    """What the TLS handshake would find out: that there is TLS, and that the certificate is the host's."""
    if listener["Protocol"].lower() != target.scheme:
        return False
    if target.scheme == "http":
        return True
    certificates = [acm._certificates[arn] for arn in listener["Certificates"]]
    return any(certificate["DomainName"] == target.hostname for certificate in certificates)


def _json(status: int, content: Any) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(content).encode()
