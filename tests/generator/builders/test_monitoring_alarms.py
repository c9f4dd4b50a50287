"""Alarms and metrics from logs in the synthesized JSON."""

from __future__ import annotations

from typing import Any

import pytest

from generator.aws.metrics import KINDS
from generator.spec.resolve import resolve_plain
from tests.support.measured import strangers
from tests.support.monitoring_specs import SPECS
from tests.support.stacks import resources, stack_of

FORTY = SPECS["a dashboard and forty alarms of one's own"]
LITTLE = SPECS["little of everything"]


def alarms(spec=None):
    return resources(stack_of(spec), "aws_cloudwatch_metric_alarm")


def of(name, spec=None):
    """The alarms that one entry of the spec makes, by what they are made for."""
    prefix = f"alarm-{name}--"
    return {key.removeprefix(prefix): item for key, item in alarms(spec).items() if key.startswith(prefix)}


def test_the_latency_of_the_api_is_watched_at_the_99th_percentile():
    alarm = alarms()["alarm-api-latency-p99"]
    assert alarm["extended_statistic"] == "p99"
    assert "statistic" not in alarm
    assert (alarm["namespace"], alarm["metric_name"]) == ("AWS/ApiGateway", "Latency")
    assert alarm["dimensions"] == {"ApiName": "api-test", "Stage": "v1"}
    assert alarm["evaluate_low_sample_count_percentiles"] == "evaluate"


def test_every_alarm_says_what_silence_means_and_tells_somebody():
    for name, alarm in alarms(FORTY).items():
        assert alarm["treat_missing_data"] in ("breaching", "notBreaching", "ignore", "missing"), name
        assert alarm["alarm_actions"], name
        assert alarm["alarm_description"], name


def test_names_are_unique_and_within_the_limit_with_long_suffix_and_names():
    for spec in (FORTY, SPECS["twelve routed functions"]):
        stack = stack_of(spec)
        names = [item["alarm_name"] for item in alarms(spec).values()]
        names += [item["alarm_name"] for item in resources(stack, "aws_cloudwatch_composite_alarm").values()]
        assert len(set(names)) == len(names)
        assert max(map(len, names)) <= 255
        assert all(name.endswith(f"-{spec.get('environmentSuffix', 'test')}") for name in names)


SHIPPED = {
    "4xx and 5xx rates": ("api-client-errors", "api-server-errors"),
    "function errors, throttles, duration and concurrency": (
        "function-errors--fraud-detection",
        "function-throttles--fraud-detection",
        "function-duration--fraud-detection",
        "function-concurrency--fraud-detection",
    ),
    "dead letters": ("dead-letters--transaction-processing",),
    "unhealthy targets by colour": (
        "unhealthy-targets--fraud-detection--blue",
        "unhealthy-targets--fraud-detection--green",
    ),
    "the database": (
        "database-writer-cpu",
        "database-reader-cpu",
        "database-storage",
        "database-local-storage",
        "database-connections",
        "database-replica-lag",
        "database-capacity",
    ),
    "DynamoDB throttles": ("table-throttles--transactions", "index-throttles--transactions--by-merchant"),
    "rotation": ("rotation-errors--credential-rotation", "rotation-failed"),
    "failed transactions": ("failed-transactions",),
    "the firewall": ("firewall-blocked",),
    "tampering with the trail, keys, groups and monitoring": (
        "trail-changed",
        "keys-disabled",
        "security-groups-changed",
        "monitoring-changed",
        "root-used",
    ),
}


@pytest.mark.parametrize("names", SHIPPED.values(), ids=SHIPPED)
def test_the_shipped_alarms_cover(names):
    assert {f"alarm-{name}" for name in names} <= set(alarms())


def test_error_rates_are_metric_math_with_one_result():
    queries = alarms()["alarm-api-server-errors"]["metric_query"]
    assert [query["id"] for query in queries if query["return_data"]] == ["rate"]
    assert queries[-1]["expression"] == "IF(requests >= 20, 100 * errors / requests, 0)"
    assert queries[0]["metric"]["stat"] == "Sum"
    assert not {"metric_name", "namespace", "statistic", "period"} & set(alarms()["alarm-api-server-errors"])


def test_a_band_returns_the_metric_and_the_band_and_has_no_threshold():
    alarm = alarms(FORTY)["alarm-custom-2"]
    metric, band = alarm["metric_query"]
    assert (metric["return_data"], band["return_data"]) == (True, True)
    assert band["expression"] == "ANOMALY_DETECTION_BAND(m, 2.5)"
    assert alarm["threshold_metric_id"] == band["id"]
    assert "threshold" not in alarm


def test_a_raw_metric_has_the_dimensions_of_the_spec():
    alarm = alarms(FORTY)["alarm-custom-3"]
    assert alarm["dimensions"] == {"Service": "Lambda", "Type": "Resource"}
    assert alarm["statistic"] == "Average"


def test_what_is_watched_may_be_another_than_the_last():
    errors = {"name": "errors", "of": "api", "metric": "5XXError"}
    calls = {"name": "calls", "of": "api", "metric": "Count"}
    entry = {"name": "mine", "description": "d", "threshold": 5, "treatMissingData": "missing"}
    spec = {"monitoring": {"alarms": [{**entry, "watch": "errors", "metrics": [errors, calls]}]}}
    queries = alarms(spec)["alarm-mine"]["metric_query"]
    assert {query["id"]: query["return_data"] for query in queries} == {"errors": True, "calls": False}


def test_a_threshold_may_be_per_cent_of_a_functions_limits():
    functions = {item.name: item for item in resolve_plain({"environmentSuffix": "x"}).environment.functions}
    for name, alarm in of("function-duration").items():
        assert alarm["threshold"] == functions[name].timeout_seconds * 1000 * 0.9
    for name, alarm in of("function-concurrency").items():
        assert alarm["threshold"] == functions[name].reserved_concurrency * 0.8


def test_a_new_table_and_a_new_function_are_watched_from_their_first_day():
    spec = {
        "tables": [{"name": "refunds", "hashKey": "id", "attributes": [{"name": "id"}]}],
        "functions": [{"name": "refunds", "source": "payment_validation"}],
    }
    assert "refunds" in of("table-throttles", spec)
    for name in ("function-errors", "function-throttles", "job-duration", "dead-letters"):
        assert "refunds" in of(name, spec)
    for name in ("function-concurrency", "function-duration"):
        assert "refunds" not in of(name, spec), "nothing routes calls to it"


CHANGED = {
    "monitoring": {
        "alarms": [
            {"name": "firewall-blocked", "remove": True},
            {"name": "api-latency-p99", "threshold": 1500, "alarmTopics": ["failed-transactions"], "okTopics": []},
            {"name": "table-throttles", "exclude": ["merchants"]},
            {"name": "function-errors", "include": ["fraud-detection"]},
        ],
        "okTopics": ["system-errors"],
    }
}


def test_a_shipped_alarm_can_be_removed_changed_and_narrowed_by_name():
    changed = alarms(CHANGED)
    assert "alarm-firewall-blocked" not in changed
    assert changed["alarm-api-latency-p99"]["threshold"] == 1500
    assert changed["alarm-api-latency-p99"]["extended_statistic"] == "p99"
    assert set(of("table-throttles", CHANGED)) == {"transactions", "idempotency", "fraud-counters"}
    assert set(of("function-errors", CHANGED)) == {"fraud-detection"}


def test_an_alarm_tells_its_own_topics_or_those_of_the_section():
    failed, errors = ("${aws_sns_topic.topic-failed-transactions.arn}", "${aws_sns_topic.topic-system-errors.arn}")
    changed = alarms(CHANGED)
    assert changed["alarm-api-latency-p99"]["alarm_actions"] == [failed]
    assert "ok_actions" not in changed["alarm-api-latency-p99"]
    assert changed["alarm-database-writer-cpu"]["alarm_actions"] == [errors]
    assert changed["alarm-database-writer-cpu"]["ok_actions"] == [errors]
    assert alarms()["alarm-failed-transactions"]["alarm_actions"] == [failed]


def test_what_the_stack_does_not_have_is_not_watched():
    names = set(alarms(LITTLE))
    absent = ("database-replica-lag", "database-reader-cpu", "database-capacity", "trail-changed", "rotation-failed")
    assert not names & {f"alarm-{name}" for name in absent}
    assert of("unhealthy-targets", LITTLE) == {}
    assert set(of("index-throttles", LITTLE)) == {"transactions--by-merchant"}


def test_a_composite_alarm_refers_to_what_it_is_over_so_that_it_comes_later():
    found = resources(stack_of(FORTY), "aws_cloudwatch_composite_alarm")
    (targets, down) = (of("unhealthy-targets", FORTY), found["composite-alarm-payments-down"])

    def name(kind, key):
        return f'"${{aws_cloudwatch_{kind}_alarm.{key}.alarm_name}}"'

    every = " AND ".join(f"OK({name('metric', f'alarm-unhealthy-targets--{key}')})" for key in _in_order(targets))
    server, first = name("metric", "alarm-api-server-errors"), name("composite", "composite-alarm-first")
    assert down["alarm_rule"] == f"(ALARM({server}) AND (ALARM({first}) OR NOT ({every})))"
    assert found["composite-alarm-first"]["ok_actions"] == ["${aws_sns_topic.topic-failed-transactions.arn}"]


def _in_order(targets):
    order = ["payment-validation", "fraud-detection", "transaction-processing"]
    return sorted(targets, key=lambda key: (order.index(key.rpartition("--")[0]), key))


def filters(spec=None):
    return resources(stack_of(spec), "aws_cloudwatch_log_metric_filter")


def test_failed_transactions_are_counted_in_the_logs_of_the_functions():
    found = filters()["metric-filter-failed-transactions--transaction-processing"]
    assert found["pattern"] == '{ $.event = "transaction_failed" }'
    (group,) = (
        item
        for key, item in resources(stack_of(), "aws_cloudwatch_log_group").items()
        if found["log_group_name"] == f"${{aws_cloudwatch_log_group.{key}.name}}"
    )
    assert "transaction-processing" in group["name"]
    assert found["metric_transformation"] == {
        "name": "failed-transactions",
        "namespace": "payinfra/test",
        "value": "1",
        "default_value": "0",
        "unit": "Count",
    }


def test_a_log_metric_may_read_some_functions_or_the_apis_access_log():
    spec = {
        "monitoring": {
            "logMetrics": [
                {"name": "failed-transactions", "include": ["transaction-processing"]},
                {"name": "refused", "of": "api", "pattern": "{ $.status = 403 }"},
            ]
        }
    }
    found = filters(spec)
    failed = [name for name in found if name.startswith("metric-filter-failed-transactions")]
    assert failed == ["metric-filter-failed-transactions--transaction-processing"]
    assert "api" in found["metric-filter-refused"]["log_group_name"]


def test_without_a_trail_nothing_reads_it():
    of_functions = ("metric-filter-failed-transactions--", "metric-filter-overdue-payments--")
    assert all(name.startswith(of_functions) for name in filters(LITTLE))
    assert "${aws_cloudwatch_log_group.log-group-trail.name}" in [item["log_group_name"] for item in filters().values()]


NAMED = {
    "function": "fraud-detection",
    "alias": "fraud-detection",
    "queue": "fraud-detection",
    "log": "failed-transactions",
    "route": "get-payment",
    "table": "transactions",
    "index": "transactions",
    "target": "fraud-detection",
    "topic": "system-errors",
    "service": "fraud-detection",
    "replicationTask": "fallback",
    "vpn": "edge",
    "tunnel": "edge-tunnel-2",
}
# What a stack has only by other sections.
MOVING: dict[str, Any] = {
    "network": {
        "onPremises": {
            "cidrs": ["192.168.0.0/16"],
            "vpn": {"customerGateways": [{"name": "edge", "address": "203.0.113.10"}]},
        }
    },
    "migration": {
        "phase": "replicate",
        "source": {"engine": "oracle", "host": "192.168.10.20", "tables": ["CARDS.*"]},
        "replication": {"method": "dms", "certificateArn": "arn:aws:dms:us-east-1:111122223333:cert:CA"},
        "relay": {"addresses": ["192.168.10.11"], "serverName": "payments.example.internal"},
    },
}
PARTS = {"colour": "green", "index": "by-customer"}


def _every_metric():
    for kind, row in KINDS.items():
        about = {"of": kind, **({"named": NAMED[kind]} if row.named else {})}
        about |= {row.part: PARTS[row.part]} if row.part else {}
        for name, metric in row.metrics.items() or [(None, None)]:
            asked = {"metric": name, **({"operation": "Query"} if metric and metric.by_operation else {})}
            yield kind, row, {"name": "m", **about, **asked}


def test_every_metric_of_the_table_can_be_asked_for_under_its_dimensions():
    every = list(_every_metric())
    entries = [
        {
            "name": f"every-{number}",
            "description": "d",
            "treatMissingData": "missing",
            "threshold": 1,
            "metrics": [query],
        }
        for number, (_, _, query) in enumerate(every)
    ]
    spec = {"monitoring": {"alarms": entries}, "database": {"proxy": {"enabled": True}}, **MOVING}
    found = alarms(spec)
    for number, (_, row, query) in enumerate(every):
        alarm = found[f"alarm-every-{number}"]
        expected = {*row.dimensions, *(["Operation"] if "operation" in query else [])}
        assert set(alarm.get("dimensions", {})) == expected, query
        assert alarm["namespace"] == (row.namespace if row.dimensions else "payinfra/test")
    assert strangers(stack_of(spec)) == []


def test_nothing_rings_before_there_is_an_instance_that_reports():
    for name in ("database-writer-cpu", "database-reader-cpu", "database-replica-lag"):
        alarm = alarms()[f"alarm-{name}"]
        assert "aws_rds_cluster_instance.aurora-1" in alarm["depends_on"]
        # Silence is no breach, and an alarm begins in silence. Who falls silent later is told of.
        assert alarm["treat_missing_data"] == "missing"
        assert alarm["insufficient_data_actions"] == alarm["alarm_actions"] != []
    assert "insufficient_data_actions" not in alarms()["alarm-api-server-errors"]
    assert "breaching" not in {alarm["treat_missing_data"] for alarm in alarms().values()}


def test_every_alarm_says_when_it_is_over():
    assert [name for name, alarm in alarms().items() if not alarm.get("ok_actions")] == []


def test_an_alarm_over_what_is_called_once_needs_one_datum():
    for name, alarm in of("job-duration").items():
        assert (alarm["evaluation_periods"], alarm.get("datapoints_to_alarm", 1)) == (1, 1), name
    assert set(of("job-duration")) == {"credential-rotation", "database-migration"}
    assert set(of("function-duration")) == {"fraud-detection", "payment-validation", "transaction-processing"}


def test_the_proxy_memory_transaction_ids_and_spillover_are_watched():
    spec = {
        "database": {"proxy": {"enabled": True}},
        "functions": [{"name": "fraud-detection", "aliases": {"green": {"provisionedConcurrency": 2}}}],
    }
    found = alarms(spec)
    for name in ("proxy-borrow-latency", "proxy-logins-refused", "proxy-pinned"):
        assert found[f"alarm-{name}"]["dimensions"] == {"ProxyName": "${aws_db_proxy.proxy.name}"}
        assert f"alarm-{name}" not in alarms()
    assert {"alarm-database-memory", "alarm-database-transaction-ids", "alarm-overdue-payments"} <= set(found)
    assert set(of("provisioned-spillover", spec)) == {"fraud-detection"}
    assert of("provisioned-spillover") == {}


def test_each_tunnel_is_watched_and_that_both_are_down():
    found = alarms({"network": MOVING["network"]})
    connection = "aws_vpn_connection.vpn-connection-edge"
    for number in (1, 2):
        alarm = found[f"alarm-vpn-tunnel-down--edge-tunnel-{number}"]
        address = f"${{{connection}.tunnel{number}_address}}"
        assert alarm["dimensions"] == {"TunnelIpAddress": address, "VpnId": f"${{{connection}.id}}"}
        assert (alarm["comparison_operator"], alarm["threshold"]) == ("LessThanThreshold", 1)
    both = found["alarm-vpn-down--edge"]
    assert both["dimensions"] == {"VpnId": f"${{{connection}.id}}"}
    # Between 0 and 1 one of the two is up.
    assert (both["statistic"], both["comparison_operator"], both["threshold"]) == (
        "Maximum",
        "LessThanOrEqualToThreshold",
        0,
    )
    assert {alarm["treat_missing_data"] for name, alarm in found.items() if "vpn" in name} == {"breaching"}


def test_without_a_vpn_nothing_watches_one():
    assert [name for name in alarms({"network": {"onPremises": {"cidrs": ["192.168.0.0/16"]}}}) if "vpn" in name] == []
