"""The stage: the deployment that callers reach, with logs, traces, metrics and throttling."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from generator.builders.log_group import build_log_group
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.api import Api
from generator.stack_plan import Scope, aws

# Who, when, what, from where, and with which outcome (PCI DSS 10.2.2). No query, no body, no header, and not the
# message of a failed check, which repeats parts of the body.
ACCESS_LOG = {
    "requestId": "$context.requestId",
    "extendedRequestId": "$context.extendedRequestId",
    "traceId": "$context.xrayTraceId",
    "requestTime": "$context.requestTime",
    "sourceIp": "$context.identity.sourceIp",
    "caller": "$context.identity.userArn",
    "account": "$context.identity.accountId",
    "apiKeyId": "$context.identity.apiKeyId",
    "clientCertificate": "$context.identity.clientCert.serialNumber",
    "method": "$context.httpMethod",
    "resource": "$context.resourcePath",
    "stage": "$context.stage",
    "protocol": "$context.protocol",
    "status": "$context.status",
    "responseType": "$context.error.responseType",
    "responseBytes": "$context.responseLength",
    "latencyMilliseconds": "$context.responseLatency",
    "integrationStatus": "$context.integration.status",
    "integrationLatencyMilliseconds": "$context.integration.latency",
    "firewall": "$context.waf.status",
}


def build_stage(
    scope: Scope, api: Api, naming: Naming, *, rest_api: Any, deployment: Any, key: Arn, after: Sequence[Any]
) -> tuple[Any, str]:
    """Build the stage with its log groups; return the stage and the name of its access-log group."""
    days = api.log_retention_days
    log_name, log_arn = build_log_group(
        scope, "log-group-api-access", naming.log_group("api/access"), key=key, retention_days=days
    )
    stage = aws.ApiGatewayStage(
        scope,
        "api-stage",
        rest_api_id=rest_api.id,
        deployment_id=deployment.id,
        stage_name=api.stage_name,
        xray_tracing_enabled=True,
        access_log_settings=aws.ApiGatewayStageAccessLogSettings(
            destination_arn=log_arn, format=json.dumps(ACCESS_LOG, separators=(",", ":"))
        ),
        client_certificate_id=_client_certificate(scope, naming) if api.client_certificate else None,
        depends_on=[*after, _execution_log(scope, api, rest_api, key)],
        tags={"Name": naming.name("stage")},
    )
    _method_settings(scope, api, rest_api, stage)
    return stage, log_name


def _execution_log(scope: Scope, api: Api, rest_api: Any, key: Arn) -> Any:
    """The group to which API Gateway writes by a name of its own choice. It must exist before the stage does."""
    construct_id = "log-group-api-execution"
    name = f"API-Gateway-Execution-Logs_{rest_api.id}/{api.stage_name}"
    build_log_group(scope, construct_id, name, key=key, retention_days=api.log_retention_days)
    return scope.construct(construct_id)


def _client_certificate(scope: Scope, naming: Naming) -> str:
    certificate = aws.ApiGatewayClientCertificate(
        scope,
        "api-client-certificate",
        description=f"Shown to the balancer of environment {naming.suffix}",
        tags={"Name": naming.name("client-certificate")},
    )
    certificate_id: str = certificate.id
    return certificate_id


def _method_settings(scope: Scope, api: Api, rest_api: Any, stage: Any) -> None:
    aws.ApiGatewayMethodSettings(
        scope,
        "api-method-settings",
        rest_api_id=rest_api.id,
        stage_name=stage.stage_name,
        method_path="*/*",
        settings=aws.ApiGatewayMethodSettingsSettings(
            metrics_enabled=True,
            logging_level=api.logging_level,
            # Bodies and headers in a log would put whatever a caller sends out of reach of the functions' refusal.
            data_trace_enabled=False,
            throttling_rate_limit=api.throttle.requests_per_second,
            throttling_burst_limit=api.throttle.burst,
            caching_enabled=False,
            cache_data_encrypted=True,
            require_authorization_for_cache_control=True,
        ),
    )
