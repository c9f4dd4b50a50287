"""Serve HTTP requests of the load balancer and turn exceptions into error responses."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any, Final

from aws_lambda_powertools.event_handler import ALBResolver, Response

from adapters import guard
from adapters.deadline import invocation
from adapters.http_request import HttpRequest
from adapters.logs import logger
from adapters.traces import tracer
from payments.errors import PaymentError, RouteNotFound
from payments.pan import contains_pan

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]
INTERNAL_ERROR: Final = "INTERNAL_ERROR"
_INTERNAL_TEXT: Final = (
    "Something failed here. What was to be recorded may have been: repeat the request with the same Idempotency-Key."
)
_CORRELATION_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:=-]{0,127}")
_HEADERS: Final = {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def new_resolver() -> ALBResolver:
    """Return a resolver that a function registers its routes with. A route reads its request by `current_request`."""
    resolver = ALBResolver(debug=False, decode_query_parameters=True)

    def not_found(_: Exception) -> Response[str]:
        return _error_response(RouteNotFound())

    resolver.not_found(not_found)
    # What is not handled here, Powertools logs neither masked nor with the correlation id.
    resolver.exception_handler(Exception)(_error_response)
    return resolver


def current_request(resolver: ALBResolver) -> HttpRequest:
    """Return the request that is being served."""
    request: HttpRequest = resolver.context["request"]
    return request


def json_response(status: int, body: str) -> Response[str]:
    """Return a response with a body that is JSON already."""
    return Response(status, body=body)


def http_handler(resolver: ALBResolver, *, when_idle: Callable[[], None] | None = None) -> Handler:
    """Return the Lambda handler for requests. `when_idle` runs at health checks, when no caller waits."""

    @logger.inject_lambda_context(clear_state=True, log_event=False)
    @tracer.capture_lambda_handler(capture_response=False, capture_error=False)
    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        with invocation(context):
            return respond(event, context)

    def respond(event: dict[str, Any], context: Any) -> dict[str, Any]:
        started = perf_counter()
        correlation_id = _new_correlation_id()
        try:
            request = HttpRequest.of(event)
            correlation_id = _correlation_id_of(request) or correlation_id
            logger.set_correlation_id(correlation_id)
            if request.is_health_check():
                return _health_response(event, correlation_id, when_idle)
            status, body = _dispatch(resolver, request, event, context)
        except Exception as fault:
            logger.set_correlation_id(correlation_id)
            status, body = _error_status_and_body(fault)
        logger.info("request_answered", status=status, milliseconds=round((perf_counter() - started) * 1000))
        return _alb_response(event, status, body, correlation_id)

    decorated: Handler = handler
    return decorated


def task_handler(work: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Handler:
    """Return the Lambda handler for events that are no requests. Its log lines have the invocation's id as correlation
    id.
    """

    @logger.inject_lambda_context(clear_state=True, log_event=False)
    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        logger.set_correlation_id(context.aws_request_id)
        with invocation(context):
            return work(event)

    decorated: Handler = handler
    return decorated


def _dispatch(resolver: ALBResolver, request: HttpRequest, event: dict[str, Any], context: Any) -> tuple[int, str]:
    guard.check(request)
    resolver.context.clear()
    resolver.context["request"] = request
    resolved = resolver.resolve(event, context)
    return resolved["statusCode"], resolved["body"]


def _health_response(
    event: dict[str, Any], correlation_id: str, when_idle: Callable[[], None] | None
) -> dict[str, Any]:
    """Return 200 if the function can answer at all: a database that is away must not take every target out."""
    if when_idle is not None:
        try:
            when_idle()
        except Exception:
            logger.exception("idle_work_failed")
    return _alb_response(event, 200, json.dumps({"status": "ok"}), correlation_id)


def _error_response(fault: Exception) -> Response[str]:
    status, body = _error_status_and_body(fault)
    return Response(status, body=body)


def _error_status_and_body(fault: Exception) -> tuple[int, str]:
    if isinstance(fault, PaymentError):
        status, code, message = fault.status, fault.code, str(fault)
    else:
        status, code, message = 500, INTERNAL_ERROR, _INTERNAL_TEXT
    logger.append_keys(code=code)
    if status >= 500:
        logger.error("request_failed", exc_info=fault)
    error = {"code": code, "message": message, "correlationId": logger.get_correlation_id()}
    return status, json.dumps({"error": error})


def _alb_response(event: object, status: int, body: str, correlation_id: str) -> dict[str, Any]:
    headers = {**_HEADERS, "X-Correlation-Id": correlation_id}
    answer = {"statusCode": status, "body": body, "isBase64Encoded": False}
    if isinstance(event, dict) and event.get("multiValueHeaders") is not None:
        return {**answer, "multiValueHeaders": {name: [value] for name, value in headers.items()}}
    return {**answer, "headers": headers}


def _correlation_id_of(request: HttpRequest) -> str | None:
    """Return the caller's correlation id, or None if it has characters or digits that do not belong into a log."""
    given = request.header("x-correlation-id") or ""
    return given if _CORRELATION_ID.fullmatch(given) and not contains_pan(given) else None


def _new_correlation_id() -> str:
    return str(uuid.uuid4())
