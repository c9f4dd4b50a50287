"""The edges of traffic-control against moto: what is written to AWS, and what is read of it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]  # boto3 has no types
import pytest
from moto import mock_aws

from traffic_control.aliases import LambdaAliases
from traffic_control.balancer import ElasticLoadBalancing
from traffic_control.checks import LambdaChecks
from traffic_control.metrics import CloudWatch
from traffic_control.parameters import SsmParameters
from traffic_control.ports import Check
from traffic_control.settings import Target

REGION = "us-east-1"


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


def client(service: str) -> Any:
    return boto3.client(service, region_name=REGION)


@pytest.fixture
def rules(cloud: None) -> tuple[list[str], list[str]]:
    """The ARNs of three weighted rules, and of two target groups."""
    elb, ec2 = client("elbv2"), client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{index}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"]
        for index, zone in enumerate("ab")
    ]
    arns = [subnet["SubnetId"] for subnet in subnets]
    balancer = elb.create_load_balancer(Name="alb", Subnets=arns, Scheme="internal")["LoadBalancers"][0]
    groups = [
        elb.create_target_group(Name=name, TargetType="ip", VpcId=vpc, Port=443, Protocol="HTTPS")["TargetGroups"][0]
        for name in ("blue", "green")
    ]
    named = [group["TargetGroupArn"] for group in groups]
    answer = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    listener = elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"], Port=80, Protocol="HTTP", DefaultActions=[answer]
    )["Listeners"][0]["ListenerArn"]
    made = []
    for number in (1, 2, 3):
        shares = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in zip(named, (100, 0), strict=True)]
        made.append(
            elb.create_rule(
                ListenerArn=listener,
                Priority=number,
                Conditions=[{"Field": "path-pattern", "Values": [f"/{number}"]}],
                Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": shares}}],
            )["Rules"][0]["RuleArn"]
        )
    return made, named


def test_weights_are_read_and_moved_in_one_call_and_a_nought_is_written(rules):
    (first, second, _), (blue, green) = rules
    balancer = ElasticLoadBalancing(client("elbv2"))
    assert balancer.weights([first])[first] == {blue: 100, green: 0}
    balancer.move(first, {blue: 0, green: 100}, None)
    assert balancer.weights([first, second]) == {first: {blue: 0, green: 100}, second: {blue: 100, green: 0}}
    assert balancer.stickiness([first]) == {first: None}


def test_callers_that_stick_go_on_to_do_so(rules):
    (first, *_), (blue, green) = rules
    balancer = ElasticLoadBalancing(client("elbv2"))
    balancer.move(first, {blue: 90, green: 10}, 600)
    assert balancer.stickiness([first]) == {first: 600}


def test_of_many_rules_those_that_are_gone_are_left_out(rules):
    arns, _ = rules
    client("elbv2").delete_rule(RuleArn=arns[1])
    assert [*ElasticLoadBalancing(client("elbv2")).weights(arns)] == [arns[0], arns[2]]


def test_a_group_without_targets_is_not_healthy(rules):
    _, (_, green) = rules
    assert ElasticLoadBalancing(client("elbv2")).unhealthy(green) == ["there is no target"]


def test_a_function_whose_checks_are_off_is_no_fault():
    class Unchecked:
        """An answer that moto does not give: of a function's group without health checks."""

        def describe_target_health(self, TargetGroupArn: str) -> dict[str, Any]:
            health = {"State": "unavailable", "Reason": "Target.HealthCheckDisabled"}
            sick = {"State": "unhealthy", "Reason": "Target.FailedHealthChecks", "Description": "502"}
            found = [{"Target": {"Id": "a"}, "TargetHealth": health}, {"Target": {"Id": "b"}, "TargetHealth": sick}]
            return {"TargetHealthDescriptions": found}

    assert ElasticLoadBalancing(Unchecked()).unhealthy("arn") == ["b is unhealthy: Target.FailedHealthChecks 502"]


def test_provisioned_concurrency_is_read_and_an_alias_without_any_is_ready():
    class NotThere(Exception):
        """What botocore makes of an alias that keeps nothing; moto does not know the call."""

    class Aliases:
        """Lambda's answers for two aliases."""

        class exceptions:
            ProvisionedConcurrencyConfigNotFoundException = NotThere

        def get_provisioned_concurrency_config(self, FunctionName: str, Qualifier: str) -> dict[str, Any]:
            if Qualifier == "green":
                raise NotThere
            return {"Status": "IN_PROGRESS", "RequestedProvisionedConcurrentExecutions": 2}

    versions = LambdaAliases(Aliases())
    assert [versions.provisioned("f", colour) for colour in ("blue", "green")] == ["IN_PROGRESS", "READY"]


def test_alarms_that_are_not_there_have_no_state(cloud):
    watch = client("cloudwatch")
    watch.put_metric_alarm(
        AlarmName="alarm-a",
        Namespace="N",
        MetricName="M",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Period=60,
        Statistic="Sum",
        Threshold=1,
    )
    watch.set_alarm_state(AlarmName="alarm-a", StateValue="ALARM", StateReason="test")
    assert CloudWatch(watch, "app/alb/1", 60).alarms(["alarm-a", "alarm-b"]) == {"alarm-a": "ALARM"}


def test_requests_are_counted_by_group_in_whole_periods_only(cloud):
    watch = client("cloudwatch")
    target = Target(
        name="t", groups={"blue": "b", "green": "g"}, dimensions={"blue": "tg/b", "green": "tg/g"}, sticky=False
    )
    begun = 1_700_000_010

    def put(suffix: str, count: int, at: int) -> None:
        dimensions = [{"Name": "LoadBalancer", "Value": "app/alb/1"}, {"Name": "TargetGroup", "Value": suffix}]
        data = {
            "MetricName": "RequestCount",
            "Dimensions": dimensions,
            "Value": count,
            "Timestamp": at,
            "Unit": "Count",
        }
        watch.put_metric_data(Namespace="AWS/ApplicationELB", MetricData=[data])

    put("tg/g", 1000, begun)
    put("tg/g", 7, begun + 70)
    put("tg/b", 90, begun + 80)
    put("tg/g", 3, begun + 130)
    metrics = CloudWatch(watch, "app/alb/1", 60)
    assert metrics.requests([target], begun, begun + 200) == {"t": {"b": 90, "g": 10}}
    assert metrics.requests([target], begun, begun + 20) == {"t": {"b": 0, "g": 0}}


def test_a_word_bears_the_time_of_aws_and_a_missing_one_is_an_error(cloud):
    systems = client("ssm")
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    systems.put_parameter(
        Name="/r/abort", Value=json.dumps({"execution": "one", "at": 5}), Type="SecureString", KeyId=key
    )
    words = SsmParameters(systems, key)
    read = words.read(["/r/abort"])["/r/abort"]
    assert read["execution"] == "one"
    assert read["at"] > 1_000_000_000
    words.write("/r/abort", {**read, "execution": "two"})
    assert json.loads(systems.get_parameter(Name="/r/abort", WithDecryption=True)["Parameter"]["Value"]) == {
        "execution": "two"
    }
    assert systems.describe_parameters()["Parameters"][0]["KeyId"] == key, "it stays under its key"
    with pytest.raises(systems.exceptions.ParameterNotFound):
        words.read(["/r/hold"])


@pytest.mark.parametrize(
    ("payload", "error", "passed", "detail"),
    [
        (b'{"passed": true, "detail": "equal"}', None, True, "equal"),
        (b'{"passed": "yes"}', None, False, ""),
        (b"no JSON", None, False, "it did not answer in JSON"),
        (b'{"errorMessage": "x"}', "Unhandled", False, "it failed"),
        (b"[]", None, False, "it failed"),
    ],
)
def test_only_a_plain_yes_passes(payload, error, passed, detail):
    class Function:
        """A function's answer, which moto gives only with Docker."""

        def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:
            assert json.loads(Payload) == {"green": 10}
            return {"Payload": io.BytesIO(payload), **({"FunctionError": error} if error else {})}

    arn = "arn:aws:lambda:us-east-1:123456789012:function:lambda-comparison-test:green"
    assert LambdaChecks(Function()).invoke(arn, {"green": 10}) == Check("lambda-comparison-test", passed, detail)
