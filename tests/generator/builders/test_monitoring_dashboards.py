"""Dashboards in the synthesized JSON: CloudWatch takes them, and each line measures something that is there."""

from __future__ import annotations

import copy

import pytest

from tests.support.dashboard_grammar import faults
from tests.support.measured import Asked, asked, bodies, methods, strangers
from tests.support.monitoring_specs import SPECS
from tests.support.stacks import resources, stack_of

EACH_SPEC = pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)


def graphs(stack, dashboard):
    widgets = bodies(stack)[f"dashboard-{dashboard}"]["widgets"]
    return {widget["properties"]["title"]: widget["properties"] for widget in widgets if widget["type"] == "metric"}


def labels(graph):
    return [line[-1]["label"] for line in graph["metrics"]]


@EACH_SPEC
def test_cloudwatch_takes_every_body(spec):
    found = bodies(stack_of(spec))
    assert found
    assert {name: faults(body) for name, body in found.items()} == {name: [] for name in found}


@EACH_SPEC
def test_nothing_is_measured_that_the_stack_does_not_make(spec):
    assert strangers(stack_of(spec)) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body["widgets"][1].update(x=20, width=12),
        lambda body: body["widgets"][1].update(y=0),
        lambda body: body["widgets"][1].update(colour="red"),
        lambda body: body["widgets"][1]["properties"].pop("region"),
        lambda body: body["widgets"][1]["properties"].update(period=90),
        lambda body: body["widgets"][1]["properties"]["metrics"][0][-1].update(stat="p101"),
        lambda body: body["widgets"][1]["properties"]["metrics"][0].insert(2, "ApiName"),
        lambda body: body["widgets"][1]["properties"]["metrics"].append([{"expression": "a + 1"}]),
        lambda body: body["widgets"].clear(),
    ],
)
def test_the_grammar_refuses_what_cloudwatch_refuses(spoil):
    body = copy.deepcopy(bodies(stack_of())["dashboard-api-response-times"])
    spoil(body)
    assert faults(body)


@pytest.mark.parametrize(
    "one",
    [
        Asked("x", "AWS/Lambda", "Errors", {"FunctionName": "lambda-nobody-test"}),
        Asked("x", "AWS/DynamoDB", "ReadThrottleEvents", {"TableName": "table-nothing-test"}),
        Asked("x", "AWS/ApplicationELB", "RequestCount", {"LoadBalancer": "${aws_lb.other.arn_suffix}"}),
        Asked("x", "AWS/Unknown", "X", {}),
    ],
)
def test_the_search_for_strangers_finds_one(one, monkeypatch):
    monkeypatch.setattr("tests.support.measured.asked", lambda stack: [one])
    assert strangers(stack_of()) == [str(one)]


def test_the_api_and_each_route_show_three_percentiles():
    stack = stack_of()
    shown = graphs(stack, "api-response-times")
    for title in ("API: latency", *(" ".join(route) for route in methods(stack) if route[1])):
        assert [line[-1]["stat"] for line in shown[title]["metrics"]] == ["p50", "p90", "p99"], title


def test_a_route_is_measured_by_its_method_and_path():
    shown = graphs(stack_of(), "api-response-times")["GET /payments/{paymentId}"]
    line = ["AWS/ApiGateway", "Latency", "ApiName", "api-test", "Method", "GET", "Resource", "/payments/{paymentId}"]
    assert shown["metrics"][0] == [*line, "Stage", "v1", {"label": "p50", "stat": "p50"}]


def test_error_rates_go_through_all_layers_down_to_the_colour():
    shown = graphs(stack_of(), "error-rates")
    namespaces = {line[0] for graph in shown.values() for line in graph["metrics"] if isinstance(line[0], str)}
    layers = {"AWS/WAFV2", "AWS/ApiGateway", "AWS/ApplicationELB", "AWS/Lambda", "AWS/SQS", "payinfra/test"}
    assert namespaces == layers
    assert labels(shown["By colour: 5xx"]) == [
        f"{target} {colour}"
        for target in ("payment-validation", "fraud-detection", "transaction-processing")
        for colour in ("blue", "green")
    ]


def test_a_target_group_is_a_reference_inside_the_body():
    (line, *_) = graphs(stack_of(), "error-rates")["By colour: 5xx"]["metrics"]
    assert line[3] == "${aws_lb_target_group.tg-blue-payment-validation.arn_suffix}"
    assert line[5] == "${aws_lb.alb.arn_suffix}"


def test_a_target_without_green_shows_no_green():
    shown = graphs(stack_of(SPECS["an on-premises blue, and no green"]), "error-rates")
    assert "payment-validation green" not in labels(shown["By colour: 5xx"])
    assert labels(shown["By colour: connections refused on-premises"]) == ["payment-validation blue"]


def test_health_is_shown_only_where_it_is_checked():
    shown = graphs(stack_of(SPECS["little of everything"]), "error-rates")
    assert "By colour: unhealthy" not in shown


def test_the_database_is_shown_by_role_and_the_tables_with_their_throttles():
    shown = graphs(stack_of(), "database-performance")
    assert labels(shown["Connections"]) == ["writer", "readers"]
    assert labels(shown["Replica lag"]) == ["readers"]
    tables = len(resources(stack_of(), "aws_dynamodb_table"))
    assert len(shown["Tables: throttled reads and writes"]["metrics"]) == 2 * tables
    for title in ("CPU", "Capacity in use", "Commit latency", "Deadlocks"):
        assert title in shown


def test_without_readers_or_serverless_nothing_of_them_is_shown():
    shown = graphs(stack_of(SPECS["little of everything"]), "database-performance")
    assert labels(shown["Connections"]) == ["writer"]
    assert not {"Replica lag", "Capacity in use"} & set(shown)


def test_a_dashboard_of_the_spec_has_its_widgets_in_order_and_draws_each_colour():
    body = bodies(stack_of(SPECS["a dashboard and forty alarms of one's own"]))["dashboard-migration"]
    assert [widget["type"] for widget in body["widgets"]] == ["text", "metric", "metric"]
    text, rates, numbers = (widget["properties"] for widget in body["widgets"])
    assert text["markdown"] == "# Moving <b>'quoted'</b> \"twice\" & é"
    assert numbers["view"] == "singleValue"
    assert rates["metrics"][2] == [
        {"expression": "100 * bad_0 / all_0", "id": "rate_0", "label": "payment-validation/blue rate"}
    ]
    assert rates["metrics"][0][-1]["visible"] is False
    assert len(rates["metrics"]) == 18


def test_a_dashboard_may_go_and_widgets_may_be_added_to_a_shipped_one():
    added = {"name": "calls", "metrics": [{"name": "calls", "of": "api", "metric": "Count"}]}
    changes = [{"name": "error-rates", "remove": True}, {"name": "database-performance", "widgets": [added]}]
    stack = stack_of({"monitoring": {"dashboards": changes}})
    assert set(bodies(stack)) == {"dashboard-api-response-times", "dashboard-database-performance"}
    assert list(graphs(stack, "database-performance"))[-1] == "calls"


def test_something_is_measured_in_every_kind_of_resource_with_metrics():
    namespaces = {one.namespace for one in asked(stack_of())}
    assert {"AWS/SNS", "AWS/SQS", "AWS/RDS", "AWS/DynamoDB", "AWS/WAFV2"} < namespaces
