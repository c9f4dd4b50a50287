"""Rules over alarms, their metrics, composite alarms and dashboards."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.spec import schema
from generator.validation.validate import check_file
from tests.support.stacks import rule_findings

ERRORS = {"name": "errors", "of": "function", "named": "transaction-processing", "metric": "Errors"}
DURATION = {"name": "d", "of": "function", "metric": "Duration", "statistic": "p99"}
CALLS = {"name": "calls", "of": "api", "metric": "Count"}
RATE = {"name": "rate", "expression": "IF(calls > 20, errors / calls, 0)"}
ONE_OF_SEVERAL = "ALARM(function-errors/payment-validation) OR OK(unhealthy-targets/fraud-detection/blue)"


def alarms(*entries: dict[str, Any], **section: Any) -> dict[str, Any]:
    return {"monitoring": {"alarms": list(entries), **section}}


def alarm(**changes: Any) -> dict[str, Any]:
    complete = {"name": "mine", "description": "d", "threshold": 1, "treatMissingData": "missing", "metrics": [ERRORS]}
    return alarms({**complete, **changes})


def metric(**query: Any) -> dict[str, Any]:
    return alarm(metrics=[{"name": "m", **query}], threshold=100)


def composite(*rules: str) -> dict[str, Any]:
    names = ("one", "two", "three")
    entries = [{"name": names[i], "description": "d", "rule": rule} for i, rule in enumerate(rules)]
    return {"monitoring": {"compositeAlarms": entries}}


def widget(**changes: Any) -> dict[str, Any]:
    entry = {"name": "w", "metrics": [ERRORS], **changes}
    return {"monitoring": {"dashboards": [{"name": "mine", "widgets": [entry]}]}}


# The shipped alarms come first, so that one of a test is the last.
LAST = len(schema.section("monitoring.schema.json")["properties"]["alarms"]["default"])
MINE = f"monitoring.alarms[{LAST}]"
OF = f"{MINE}.metrics[0]"
WIDGET = "monitoring.dashboards[3].widgets[0]"
RULE = "monitoring.compositeAlarms[0].rule"

CASES = [
    (
        "a function that is a slip",
        metric(of="function", named="transaction-procesing", metric="Errors"),
        (
            "MON001",
            f"{OF}.named",
            "there is no function 'transaction-procesing' (did you mean 'transaction-processing'?)",
        ),
    ),
    (
        "a table that is nowhere near",
        metric(of="table", named="zzz", metric="ReadThrottleEvents"),
        ("MON001", f"{OF}.named", "(transactions, idempotency, fraud-counters, merchants)"),
    ),
    (
        "a route that is a slip",
        metric(of="route", named="create-paymnet", metric="Latency"),
        ("MON001", f"{OF}.named", "did you mean 'create-payment'?"),
    ),
    (
        "a topic that is a slip",
        metric(of="topic", named="system-erors", metric="NumberOfNotificationsFailed"),
        ("MON001", f"{OF}.named", "did you mean 'system-errors'?"),
    ),
    (
        "a queue of a function that is a slip",
        metric(of="queue", named="fraud-detecton", metric="ApproximateNumberOfMessagesVisible"),
        ("MON001", f"{OF}.named", "did you mean 'fraud-detection'?"),
    ),
    (
        "a log metric that is a slip",
        metric(of="log", named="failed-transaction"),
        ("MON001", f"{OF}.named", "did you mean 'failed-transactions'?"),
    ),
    (
        "a colour that the target does not have",
        metric(of="target", named="payment-validation", colour="green", metric="RequestCount")
        | {"loadBalancer": {"targets": [{"name": "payment-validation", "green": None}]}},
        ("MON001", f"{OF}.colour", "target 'payment-validation' has no colour 'green' (blue)"),
    ),
    (
        "a target without its colour",
        metric(of="target", named="payment-validation", metric="RequestCount"),
        ("MON001", f"{OF}.of", "set 'colour' of target 'payment-validation' (blue, green)"),
    ),
    (
        "an index that is a slip",
        metric(of="index", named="transactions", index="by-merchnt", metric="ReadThrottleEvents"),
        ("MON001", f"{OF}.index", "did you mean 'by-merchant'?"),
    ),
    (
        "readers that the cluster does not have",
        metric(of="readers", metric="AuroraReplicaLag") | {"database": {"readers": {"count": 0}}},
        ("MON001", f"{OF}.of", "the stack has no readers: set 'forEach: readers'"),
    ),
    (
        "a function without a name",
        metric(of="function", metric="Errors"),
        ("MON001", f"{OF}.of", "it is not said which function is meant: set 'named', or 'forEach'"),
    ),
    (
        "a table in an alarm for each function",
        alarm(forEach="functions", metrics=[{"name": "m", "of": "table", "metric": "ReadThrottleEvents"}]),
        ("MON001", f"{OF}.of", "it is not said which table is meant: set 'named' (transactions"),
    ),
    (
        "what the trail would have logged",
        metric(of="log", named="root-used") | {"audit": {"trail": {"enabled": False}}},
        ("MON001", f"{OF}.named", "set 'forEach: trail'"),
    ),
    (
        "a function in a dashboard that is a slip",
        widget(metrics=[{**ERRORS, "named": "transaction-procesing"}]),
        ("MON001", f"{WIDGET}.metrics[0].named", "did you mean 'transaction-processing'?"),
    ),
    (
        "a metric that is a slip",
        metric(of="api", metric="Latencies"),
        ("MON002", f"{OF}.metric", "'api' has no metric 'Latencies' (did you mean 'Latency'?)"),
    ),
    (
        "a metric of another kind",
        metric(of="topic", named="system-errors", metric="Errors"),
        ("MON002", f"{OF}.metric", "it has NumberOfMessagesPublished"),
    ),
    ("no metric at all", metric(of="api"), ("MON002", OF, "'metric' is missing: 'api' has 4XXError")),
    (
        "a metric of a log",
        metric(of="log", named="failed-transactions", metric="x"),
        ("MON002", f"{OF}.metric", "leave 'metric' out"),
    ),
    (
        "a latency of a table as a whole",
        metric(of="table", named="transactions", metric="SuccessfulRequestLatency"),
        ("MON002", f"{OF}.metric", "known by operation only: set 'operation' to one of BatchGetItem"),
    ),
    (
        "throttled reads by operation",
        metric(of="table", named="transactions", metric="ReadThrottleEvents", operation="Query"),
        ("MON002", f"{OF}.operation", "leave 'operation' out"),
    ),
    (
        "a statistic that is a slip",
        metric(of="api", metric="Count", statistic="Avrage"),
        ("MON003", f"{OF}.statistic", "did you mean 'Average'?"),
    ),
    (
        "a percentile over a hundred",
        metric(of="api", metric="Latency", statistic="p101"),
        ("MON003", f"{OF}.statistic", "there is no statistic 'p101': use Average"),
    ),
    (
        "two ways at once",
        metric(of="api", metric="Count", expression="1"),
        ("MON004", f"{OF}.expression", "'of' and 'expression' exclude each other"),
    ),
    ("no way at all", metric(metric="Count"), ("MON004", OF, "it is not said what 'm' measures")),
    (
        "a colour of a function",
        alarm(metrics=[{**ERRORS, "colour": "green"}]),
        ("MON004", f"{OF}.colour", "'colour' has no meaning with 'of: function'"),
    ),
    (
        "a name of the only API",
        metric(of="api", metric="Count", named="payments"),
        ("MON004", f"{OF}.named", "'named' has no meaning with 'of: api'"),
    ),
    (
        "a namespace without a metric",
        metric(namespace="AWS/Usage"),
        ("MON004", f"{OF}.namespace", "'metric' is missing"),
    ),
    (
        "an expression over what is not there",
        alarm(metrics=[ERRORS, {"name": "rate", "expression": "100 * erors"}]),
        (
            "MON005",
            f"{MINE}.metrics[1].expression",
            "there is no metric 'erors' beside the expression (did you mean 'errors'?)",
        ),
    ),
    (
        "an expression over nothing",
        alarm(metrics=[{"name": "rate", "expression": "TIME_SERIES(1)"}]),
        ("MON005", f"{OF}.expression", "it uses no metric"),
    ),
    (
        "an expression over itself",
        alarm(metrics=[ERRORS, {"name": "rate", "expression": "rate + errors"}]),
        ("MON005", f"{MINE}.metrics[1].expression", "'rate' refers to itself"),
    ),
    (
        "two expressions over each other",
        alarm(metrics=[ERRORS, {"name": "a", "expression": "b + errors"}, {"name": "b", "expression": "a * 2"}]),
        ("MON005", f"{MINE}.metrics[2].expression", "'b' comes back to itself"),
    ),
    (
        "a search",
        alarm(metrics=[{"name": "all", "expression": "SUM(SEARCH('{AWS/Lambda}', 'Sum'))"}]),
        ("MON005", f"{OF}.expression", "searches are not supported"),
    ),
    (
        "the id that the band has",
        alarm(metrics=[{**ERRORS, "name": "anomaly__band"}]),
        ("MON005", f"{OF}.name", "take another name"),
    ),
    (
        "eleven metrics",
        alarm(metrics=[{**ERRORS, "name": f"m{i}"} for i in range(11)]),
        ("MON005", f"{MINE}.metrics", "11 metrics and 0 expressions: an alarm takes 10 metrics"),
    ),
    ("an alarm over nothing", alarm(metrics=[]), ("MON006", MINE, "alarm 'mine' measures nothing")),
    (
        "a watched metric that is a slip",
        alarm(watch="eror"),
        ("MON006", f"{MINE}.watch", "there is no metric 'eror' in the alarm (did you mean 'errors'?)"),
    ),
    ("neither threshold nor band", alarm(threshold=None), ("MON006", MINE, "set 'threshold' or 'anomalyBand'")),
    (
        "threshold and band",
        alarm(anomalyBand=2, comparison="GreaterThanUpperThreshold"),
        ("MON006", f"{MINE}.anomalyBand", "exclude each other"),
    ),
    (
        "a band with a plain comparison",
        alarm(threshold=None, anomalyBand=2),
        ("MON006", f"{MINE}.anomalyBand", "a band takes GreaterThanUpperThreshold"),
    ),
    (
        "a threshold with the comparison of a band",
        alarm(comparison="LessThanLowerThreshold"),
        ("MON006", f"{MINE}.comparison", "set 'anomalyBand'"),
    ),
    (
        "a limit of functions in an alarm over tables",
        alarm(relativeTo="timeout"),
        ("MON006", f"{MINE}.relativeTo", "set 'forEach' to functions"),
    ),
    ("a period of 90 s", alarm(periodSeconds=90), ("MON007", f"{MINE}.periodSeconds", "take 10, 30 or 120")),
    ("a period of 10 s of AWS", alarm(periodSeconds=10), ("MON007", f"{MINE}.periodSeconds", "set 60")),
    (
        "more than a day",
        alarm(periodSeconds=300, evaluationPeriods=289),
        ("MON007", f"{MINE}.evaluationPeriods", "more than a day: 288 at most"),
    ),
    (
        "more than a week",
        alarm(periodSeconds=3600, evaluationPeriods=169),
        ("MON007", f"{MINE}.evaluationPeriods", "more than a week: 168 at most"),
    ),
    (
        "six of five",
        alarm(evaluationPeriods=5, datapoints=6),
        ("MON007", f"{MINE}.datapoints", "6 of 5 periods cannot be"),
    ),
    (
        "a topic to tell that is a slip",
        alarm(alarmTopics=["system-eror"]),
        ("MON008", f"{MINE}.alarmTopics[0]", "did you mean 'system-errors'?"),
    ),
    (
        "a topic for the end that is a slip",
        alarm(okTopics=["system-eror"]),
        ("MON008", f"{MINE}.okTopics[0]", "did you mean 'system-errors'?"),
    ),
    (
        "a common topic that was removed",
        alarms(alarmTopics=["pagers"]),
        ("MON008", "monitoring.alarmTopics[0]", "there is no topic 'pagers': add it to 'topics'"),
    ),
    (
        "six topics",
        alarm(alarmTopics=[f"t{i}" for i in range(6)]) | {"topics": [{"name": f"t{i}"} for i in range(6)]},
        ("MON008", f"{MINE}.alarmTopics", "6 topics: AWS takes 5"),
    ),
    (
        "a rule over an alarm that is a slip",
        composite("ALARM(api-latency)"),
        ("MON009", RULE, "did you mean 'api-latency-p99'?"),
    ),
    ("a rule that breaks off", composite("ALARM(api-latency-p99"), ("MON009", RULE, "')' is missing after")),
    (
        "a rule without a state",
        composite("api-latency-p99"),
        ("MON009", RULE, "expected in place of 'api-latency-p99'"),
    ),
    ("a rule over itself", composite("ALARM(one)"), ("MON009", RULE, "'one' is over itself")),
    ("a circle of rules", composite("ALARM(two)", "OK(three)", "OK(one)"), ("MON009", RULE, "'one' is over itself")),
    (
        "a rule over more than a hundred",
        composite("ALARM(function-errors)")
        | {"functions": [{"name": f"f{i}", "source": "payment_validation"} for i in range(100)]},
        ("MON009", RULE, "it is over 105 alarms, AWS takes 100"),
    ),
    (
        "a rule over alarms that the stack has none of",
        composite("ALARM(database-replica-lag)") | {"database": {"readers": {"count": 0}}},
        ("MON009", RULE, "it is over no alarm"),
    ),
    (
        "one name for two alarms",
        {
            "monitoring": {
                "compositeAlarms": [{"name": "api-latency-p99", "description": "d", "rule": "ALARM(dead-letters)"}]
            }
        },
        ("MON009", "monitoring.compositeAlarms[0].name", "take another name"),
    ),
    (
        "a dashboard without widgets",
        {"monitoring": {"dashboards": [{"name": "mine"}]}},
        ("MON010", "monitoring.dashboards[3]", "dashboard 'mine' shows nothing"),
    ),
    ("a widget without metrics", widget(metrics=[]), ("MON010", WIDGET, "widget 'w' shows nothing")),
    ("a text without text", widget(metrics=[], type="text"), ("MON010", WIDGET, "has no 'text'")),
    ("a text with metrics", widget(type="text", text="x"), ("MON010", f"{WIDGET}.metrics", "a text shows no metrics")),
    ("a graph with text", widget(text="x"), ("MON010", f"{WIDGET}.text", "only a text shows text")),
    (
        "more lines than a widget takes",
        widget(
            forEach="functions", metrics=[{"name": f"m{i}", "of": "function", "metric": "Errors"} for i in range(100)]
        )
        | {"functions": [{"name": "one-more", "source": "payment_validation"}]},
        ("MON010", f"{WIDGET}.metrics", "600 metrics, AWS takes 500"),
    ),
    (
        "a table to leave out that is a slip",
        alarms({"name": "table-throttles", "exclude": ["merchnts"]}),
        ("MON011", ".exclude[0]", "'merchnts' is none of tables (did you mean 'merchants'?)"),
    ),
    ("a choice among nothing", alarm(include=["merchants"]), ("MON011", f"{MINE}.include", "there is none: set it")),
    (
        "logs of a function that is a slip",
        {"monitoring": {"logMetrics": [{"name": "failed-transactions", "include": ["transaction-procesing"]}]}},
        ("MON012", "monitoring.logMetrics[0].include[0]", "did you mean 'transaction-processing'?"),
    ),
    (
        "a choice of functions in the trail",
        {"monitoring": {"logMetrics": [{"name": "root-used", "include": ["fraud-detection"]}]}},
        ("MON012", ".include", "leave it out"),
    ),
    ("an alarm that tells nobody", alarm(alarmTopics=[]), ("MON013", f"{MINE}.alarmTopics", "'mine' tells no topic")),
    (
        "alarms that tell nobody",
        alarms(alarmTopics=[]),
        ("MON013", "monitoring.alarmTopics", "alarms that name no topic tell nobody"),
    ),
    (
        "a processor that works more than all the time",
        alarms({"name": "database-writer-cpu", "threshold": 101}),
        ("MON080", ".threshold", "CPUUtilization is never over 100 per cent"),
    ),
    (
        "more than all of a timeout",
        alarm(forEach="functions", relativeTo="timeout", threshold=120, metrics=[DURATION]),
        ("MON080", f"{MINE}.threshold", "choose a lower threshold"),
    ),
    (
        "longer than any function may take",
        alarm(forEach="functions", threshold=900_001, metrics=[DURATION]),
        ("MON080", f"{MINE}.threshold", "no call lasts longer than the timeout"),
    ),
    (
        "less than nothing",
        alarm(comparison="LessThanThreshold", threshold=0),
        ("MON080", f"{MINE}.threshold", "nothing is less than 0"),
    ),
]


def findings(spec: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(f.code, str(f.pointer), f.message) for f in rule_findings(spec) if f.code.startswith("MON")]


@pytest.mark.parametrize(("sentence", "spec", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_at_its_field_with_its_cure(sentence, spec, expected):
    code, at, words = expected
    found = findings(spec)
    assert {item[0] for item in found} == {code}, found
    assert any(where.endswith(at) and words in message for _, where, message in found), found


SOUND = [
    ("the shipped alarms", {}),
    ("a percentile with decimals", metric(of="api", metric="Latency", statistic="p99.95")),
    ("a trimmed mean", metric(of="api", metric="Latency", statistic="tm90")),
    (
        "high resolution of one's own metric",
        alarm(periodSeconds=10, metrics=[{"name": "m", "namespace": "Shop", "metric": "Carts"}]),
    ),
    ("a processor that is nearly busy", alarms({"name": "database-writer-cpu", "threshold": 99})),
    ("all of the samples in a count", alarm(threshold=500, metrics=[CALLS])),
    ("a week of hours", alarm(periodSeconds=3600, evaluationPeriods=168)),
    (
        "a colour of each function",
        alarm(forEach="functions", metrics=[{"name": "m", "of": "alias", "colour": "green", "metric": "Errors"}]),
    ),
    ("functions in metric math", alarm(metrics=[ERRORS, CALLS, RATE])),
    ("one alarm out of several", composite(ONE_OF_SEVERAL)),
    ("a shipped alarm removed", alarms({"name": "failed-transactions", "remove": True})),
    ("no trail, and so none of its alarms", {"audit": {"trail": {"enabled": False}}}),
]


@pytest.mark.parametrize(("sentence", "spec"), SOUND, ids=[case[0] for case in SOUND])
def test_what_is_sound_passes(sentence, spec):
    assert findings(spec) == []


DOCS = Path(__file__).resolve().parents[3] / "docs" / "monitoring.md"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_examples_of_the_docs_are_sound(number):
    assert len(EXAMPLES) == 3
    assert findings(yaml.safe_load(EXAMPLES[number])) == []


def test_a_slip_is_told_at_its_line(tmp_path):
    text = "environmentSuffix: x\nmonitoring:\n  alarms:\n  - name: table-throttles\n    exclude:\n    - merchnts\n"
    file = tmp_path / "x.yaml"
    file.write_text(text)
    (found,) = (finding for finding in check_file(file) if finding.code == "MON011")
    assert found.location is not None
    assert (found.location.line, found.location.column) == (6, 7)
