"""Decode recorded requests by AWS's service models: the operation that is called, and what it is given.

Runs in the emulators' own environment. Models are botocore's; routers and parsers of the five protocols are moto's.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from botocore.exceptions import UnknownServiceError  # type: ignore[import-untyped]  # botocore has no types
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

SCOPE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request")
# Where a service signs by another name than its model's. Source: `signingName` and `endpointPrefix` of the models.
MODEL_OF_SIGNER = {
    "elasticloadbalancing": "elbv2",
    "monitoring": "cloudwatch",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
}


class Call(NamedTuple):
    """A request as an operation of a service, its input shape and the input itself."""

    service: str
    operation: str
    shape: Any
    given: Mapping[str, Any]


class Undecodable(Exception):
    """No operation of the service models takes the request."""


def decode(recorded: Mapping[str, Any]) -> Call:
    """Return what a recorded request calls. Raises Undecodable."""
    scope = SCOPE.search(recorded["headers"].get("authorization", ""))
    where = f"{recorded['method']} {recorded['path']}"
    if scope is None:
        raise Undecodable(f"{where}: the request is not signed")
    service = MODEL_OF_SIGNER.get(scope[1], scope[1])
    try:
        request = _request(recorded, service)
        operation, labels = get_service_router(service).match(request)
        protocol = determine_request_protocol(operation.service_model, request.content_type)
    except UnknownServiceError:
        raise Undecodable(f"{where}: there is no service model {service!r}") from None
    except (HTTPException, NotImplementedError):
        raise Undecodable(f"{where}: {service} has no such operation") from None
    given = PROTOCOL_PARSERS[protocol](operation).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.data,
            "url_path": request.path,
            "url_params": {name: unquote(value) for name, value in labels.items()},
        }
    )
    return Call(service, operation.name, operation.input_shape, given)


def read(line: str) -> dict[str, Any]:
    """Return a recorded request, its body as bytes."""
    recorded: dict[str, Any] = json.loads(line)
    return {**recorded, "body": base64.b64decode(recorded["body"])}


def _request(recorded: Mapping[str, Any], service: str) -> Request:
    query = f"?{recorded['query']}" if recorded["query"] else ""
    headers = Headers(recorded["headers"])
    if target := recorded["headers"].get("x-amz-target"):
        headers["x-amz-target"] = _full_target(target, service)
    return Request.from_primitives(
        recorded["method"], f"http://aws{recorded['path']}{query}", headers, recorded["body"]
    )


def _full_target(target: str, service: str) -> str:
    """CloudTrail's model qualifies the name before the operation, which AWS takes without, too."""
    prefix, _, operation = target.rpartition(".")
    full = str(get_service_model(service).metadata.get("targetPrefix", ""))
    return f"{full}.{operation}" if full.endswith(f".{prefix}") else target
