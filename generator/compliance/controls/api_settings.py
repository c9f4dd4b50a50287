"""The stage throttles its callers, publishes metrics, logs no bodies and caches no responses."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import is_true, number

CODE = "C-API005"
TITLE = "The stage throttles, and its logs hold no bodies"
REQUIREMENTS = ("3.3.1", "3.4.1", "6.2.4", "10.2.1")
SEVERITY: Severity = "high"


def _settings(trace: bool) -> Example:
    settings = {
        "data_trace_enabled": trace,
        "logging_level": "ERROR",
        "metrics_enabled": True,
        "throttling_burst_limit": 10,
        "throttling_rate_limit": 10,
    }
    stage = "${aws_api_gateway_stage.s.stage_name}"
    return {
        "resource": {
            "aws_api_gateway_stage": {"s": {}},
            "aws_api_gateway_method_settings": {"m": {"stage_name": stage, "method_path": "*/*", "settings": settings}},
        }
    }


GOOD: Example = _settings(False)
BAD: Example = _settings(True)


def check(stack: Stack) -> Iterator[Evidence]:
    for stage in stack.of("aws_api_gateway_stage"):
        settings = stack.attached("aws_api_gateway_method_settings", stage, "stage_name")
        if not any(item.get("method_path") == "*/*" for item in settings):
            yield missing(stage.address, "has no aws_api_gateway_method_settings for all methods (*/*)")
        for item in settings:
            yield from _judge(item)
        cached = is_true(stage.get("cache_cluster_enabled"))
        yield observe(stage, "cache_cluster_enabled", not cached, "answers about payments are not kept")


def _judge(item: Resource) -> Iterator[Evidence]:
    yield observe(
        item, "settings.data_trace_enabled", not is_true(item.get("settings.data_trace_enabled")), "no bodies"
    )
    yield observe(item, "settings.logging_level", item.get("settings.logging_level") in ("ERROR", "INFO"))
    yield observe(item, "settings.metrics_enabled", is_true(item.get("settings.metrics_enabled")))
    for path in ("settings.throttling_rate_limit", "settings.throttling_burst_limit"):
        limit = number(item.get(path, -1)) or 0
        yield observe(item, path, limit > 0, "" if limit > 0 else "-1 and unset do not limit")
    cached = is_true(item.get("settings.caching_enabled"))
    yield observe(item, "settings.caching_enabled", not cached, "answers about payments are not kept")
