"""The CloudWatch metrics of every kind of thing in the stack: where they are, in which unit, and what to ask of them.

A kind is what a spec may name in `of`. `dimensions` are those under which AWS publishes, in CloudWatch's order; asking
with any other set gives an empty graph, without an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

SIMPLE_STATISTICS = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")
# Percentile, trimmed mean, trimmed count, trimmed sum, winsorized mean: from 0 to 100, with up to ten decimals.
EXTENDED_STATISTIC = re.compile(r"(p|tm|tc|ts|wm)(100|\d{1,2}(\.\d{1,10})?)|IQM")
CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Metric:
    """`statistic` is the one that answers the usual question. `by_operation`: AWS publishes it by operation only."""

    unit: str
    statistic: str
    by_operation: bool = False


@dataclass(frozen=True, slots=True)
class MetricKind:
    """`named`: the spec may have several, so one is named; `part`: the field that says which part of it is meant."""

    namespace: str
    dimensions: tuple[str, ...]
    metrics: Mapping[str, Metric]
    source: str
    named: bool = True
    part: str | None = None


def is_extended(statistic: str) -> bool:
    return EXTENDED_STATISTIC.fullmatch(statistic) is not None


_COUNT = Metric("Count", "Sum")
_LEVEL = Metric("Count", "Maximum")
_AVERAGE_LEVEL = Metric("Count", "Average")
_PERCENT = Metric("Percent", "Maximum")
_BYTES_LEFT = Metric("Bytes", "Minimum")
_SECONDS = Metric("Seconds", "Average")
_MILLISECONDS = Metric("Milliseconds", "Average")
_P99_MILLISECONDS = Metric("Milliseconds", "p99")
_P99_SECONDS = Metric("Seconds", "p99")

_API: Mapping[str, Metric] = {
    "4XXError": _COUNT,
    "5XXError": _COUNT,
    # AWS: "the SampleCount statistic represents this metric".
    "Count": Metric("Count", "SampleCount"),
    "IntegrationLatency": _P99_MILLISECONDS,
    "Latency": _P99_MILLISECONDS,
}
_API_SOURCE = "API Gateway developer guide, Amazon API Gateway dimensions and metrics"

_TARGET: Mapping[str, Metric] = {
    "HTTPCode_Target_2XX_Count": _COUNT,
    "HTTPCode_Target_3XX_Count": _COUNT,
    "HTTPCode_Target_4XX_Count": _COUNT,
    "HTTPCode_Target_5XX_Count": _COUNT,
    "LambdaInternalError": _COUNT,
    "LambdaUserError": _COUNT,
    "RequestCount": _COUNT,
    "TargetConnectionErrorCount": _COUNT,
    "TargetResponseTime": _P99_SECONDS,
    "TargetTLSNegotiationErrorCount": _COUNT,
}
_BALANCER_SOURCE = "Elastic Load Balancing, CloudWatch metrics for your Application Load Balancer"

_INSTANCE: Mapping[str, Metric] = {
    "ACUUtilization": _PERCENT,
    "BufferCacheHitRatio": Metric("Percent", "Average"),
    "CPUUtilization": _PERCENT,
    "CommitLatency": _MILLISECONDS,
    "CommitThroughput": Metric("Count/Second", "Average"),
    "DBLoad": _AVERAGE_LEVEL,
    "DatabaseConnections": _LEVEL,
    "Deadlocks": Metric("Count/Second", "Maximum"),
    "DiskQueueDepth": _AVERAGE_LEVEL,
    "FreeLocalStorage": _BYTES_LEFT,
    "FreeableMemory": _BYTES_LEFT,
    "MaximumUsedTransactionIDs": _LEVEL,
    "ReadIOPS": Metric("Count/Second", "Average"),
    "ReadLatency": _SECONDS,
    "ServerlessDatabaseCapacity": _LEVEL,
    "SwapUsage": Metric("Bytes", "Maximum"),
    "WriteIOPS": Metric("Count/Second", "Average"),
    "WriteLatency": _SECONDS,
}
_AURORA_SOURCE = "Aurora user guide, Amazon CloudWatch metrics for Amazon Aurora"

_OPERATION_MILLISECONDS = Metric("Milliseconds", "Average", by_operation=True)
_OPERATION_COUNT = Metric("Count", "Sum", by_operation=True)
_TABLE_SOURCE = "DynamoDB developer guide, DynamoDB metrics and dimensions"
_CONSUMPTION: Mapping[str, Metric] = {
    "ConsumedReadCapacityUnits": _COUNT,
    "ConsumedWriteCapacityUnits": _COUNT,
    "ProvisionedReadCapacityUnits": _LEVEL,
    "ProvisionedWriteCapacityUnits": _LEVEL,
    "ReadThrottleEvents": _COUNT,
    "WriteThrottleEvents": _COUNT,
}
OPERATIONS = (
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
)

KINDS: Mapping[str, MetricKind] = {
    "api": MetricKind("AWS/ApiGateway", ("ApiName", "Stage"), _API, _API_SOURCE, named=False),
    "route": MetricKind("AWS/ApiGateway", ("ApiName", "Method", "Resource", "Stage"), _API, _API_SOURCE),
    "firewall": MetricKind(
        "AWS/WAFV2",
        ("WebACL", "Region", "Rule"),
        {"AllowedRequests": _COUNT, "BlockedRequests": _COUNT, "CountedRequests": _COUNT},
        "WAF developer guide, AWS WAF metrics and dimensions",
        named=False,
    ),
    "balancer": MetricKind(
        "AWS/ApplicationELB",
        ("LoadBalancer",),
        {
            **_TARGET,
            "ActiveConnectionCount": _COUNT,
            "ClientTLSNegotiationErrorCount": _COUNT,
            "ConsumedLCUs": Metric("Count", "Maximum"),
            "DesyncMitigationMode_NonCompliant_Request_Count": _COUNT,
            "HTTPCode_ELB_3XX_Count": _COUNT,
            "HTTPCode_ELB_4XX_Count": _COUNT,
            "HTTPCode_ELB_5XX_Count": _COUNT,
            "HTTPCode_ELB_500_Count": _COUNT,
            "HTTPCode_ELB_502_Count": _COUNT,
            "HTTPCode_ELB_503_Count": _COUNT,
            "HTTPCode_ELB_504_Count": _COUNT,
            "NewConnectionCount": _COUNT,
            "ProcessedBytes": Metric("Bytes", "Sum"),
            "RejectedConnectionCount": _COUNT,
            "RuleEvaluations": _COUNT,
        },
        _BALANCER_SOURCE,
        named=False,
    ),
    "networkBalancer": MetricKind(
        "AWS/NetworkELB",
        ("LoadBalancer",),
        {
            "ActiveFlowCount": _AVERAGE_LEVEL,
            "NewFlowCount": _COUNT,
            "PortAllocationErrorCount": _COUNT,
            "ProcessedBytes": Metric("Bytes", "Sum"),
            "TCP_Client_Reset_Count": _COUNT,
            "TCP_ELB_Reset_Count": _COUNT,
            "TCP_Target_Reset_Count": _COUNT,
        },
        "Elastic Load Balancing, CloudWatch metrics for your Network Load Balancer",
        named=False,
    ),
    "target": MetricKind(
        "AWS/ApplicationELB",
        ("TargetGroup", "LoadBalancer"),
        {
            **_TARGET,
            "HealthyHostCount": Metric("Count", "Minimum"),
            "RequestCountPerTarget": _COUNT,
            "UnHealthyHostCount": _LEVEL,
        },
        _BALANCER_SOURCE,
        part="colour",
    ),
    "function": MetricKind(
        "AWS/Lambda",
        ("FunctionName",),
        {
            "AsyncEventAge": Metric("Milliseconds", "Maximum"),
            "AsyncEventsDropped": _COUNT,
            "AsyncEventsReceived": _COUNT,
            "ConcurrentExecutions": _LEVEL,
            "DeadLetterErrors": _COUNT,
            "Duration": _P99_MILLISECONDS,
            "Errors": _COUNT,
            "Invocations": _COUNT,
            "ProvisionedConcurrencySpilloverInvocations": _COUNT,
            "ProvisionedConcurrencyUtilization": Metric("None", "Maximum"),
            "Throttles": _COUNT,
        },
        "Lambda developer guide, Types of metrics for Lambda functions",
    ),
    "alias": MetricKind(
        "AWS/Lambda",
        ("FunctionName", "Resource"),
        {
            "ConcurrentExecutions": _LEVEL,
            "Duration": _P99_MILLISECONDS,
            "Errors": _COUNT,
            "Invocations": _COUNT,
            "ProvisionedConcurrencySpilloverInvocations": _COUNT,
            "ProvisionedConcurrencyUtilization": Metric("None", "Maximum"),
            "Throttles": _COUNT,
        },
        "Lambda developer guide, Viewing metrics for Lambda functions, dimensions",
        part="colour",
    ),
    "queue": MetricKind(
        "AWS/SQS",
        ("QueueName",),
        {
            "ApproximateAgeOfOldestMessage": Metric("Seconds", "Maximum"),
            "ApproximateNumberOfMessagesNotVisible": _LEVEL,
            "ApproximateNumberOfMessagesVisible": _LEVEL,
            "NumberOfMessagesDeleted": _COUNT,
            "NumberOfMessagesReceived": _COUNT,
            "NumberOfMessagesSent": _COUNT,
        },
        "SQS developer guide, Available CloudWatch metrics for Amazon SQS",
    ),
    "topic": MetricKind(
        "AWS/SNS",
        ("TopicName",),
        {
            "NumberOfMessagesPublished": _COUNT,
            "NumberOfNotificationsDelivered": _COUNT,
            "NumberOfNotificationsFailed": _COUNT,
        },
        "SNS developer guide, Monitoring Amazon SNS topics using CloudWatch",
    ),
    "table": MetricKind(
        "AWS/DynamoDB",
        ("TableName",),
        {
            **_CONSUMPTION,
            "ConditionalCheckFailedRequests": _COUNT,
            "SuccessfulRequestLatency": _OPERATION_MILLISECONDS,
            "SystemErrors": _OPERATION_COUNT,
            "ThrottledRequests": _OPERATION_COUNT,
            "TransactionConflict": _COUNT,
        },
        _TABLE_SOURCE,
    ),
    "index": MetricKind(
        "AWS/DynamoDB",
        ("TableName", "GlobalSecondaryIndexName"),
        {**_CONSUMPTION, "OnlineIndexPercentageProgress": Metric("Count", "Maximum")},
        _TABLE_SOURCE,
        part="index",
    ),
    "cluster": MetricKind(
        "AWS/RDS",
        ("DBClusterIdentifier",),
        {
            **_INSTANCE,
            "AuroraReplicaLagMaximum": Metric("Milliseconds", "Maximum"),
            "VolumeBytesUsed": Metric("Bytes", "Maximum"),
            "VolumeReadIOPs": _COUNT,
            "VolumeWriteIOPs": _COUNT,
        },
        _AURORA_SOURCE,
        named=False,
    ),
    "writer": MetricKind("AWS/RDS", ("DBClusterIdentifier", "Role"), _INSTANCE, _AURORA_SOURCE, named=False),
    "readers": MetricKind(
        "AWS/RDS",
        ("DBClusterIdentifier", "Role"),
        {**_INSTANCE, "AuroraReplicaLag": Metric("Milliseconds", "Maximum")},
        _AURORA_SOURCE,
        named=False,
    ),
    "proxy": MetricKind(
        "AWS/RDS",
        ("ProxyName",),
        {
            "ClientConnections": _COUNT,
            "DatabaseConnections": _COUNT,
            "DatabaseConnectionsBorrowLatency": Metric("Microseconds", "Average"),
            "DatabaseConnectionsCurrentlyBorrowed": _COUNT,
            "QueryDatabaseResponseLatency": Metric("Microseconds", "Average"),
        },
        "Aurora user guide, Monitoring RDS Proxy metrics with Amazon CloudWatch",
        named=False,
    ),
    # The one metric that a filter writes has the filter's name, so none is listed: `metric` is left out.
    "log": MetricKind(CUSTOM, (), {}, "generator/builders/monitoring/log_metrics.py"),
}
