"""A recorded plan is changed by calling again what reads the values that change, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from generator.analysis.dependencies import Dependencies
from generator.analysis.recording import RecordedPlan
from generator.diagnostics.spec_path import SpecPath
from generator.stack_plan import Scope, TerraformOutput, aws, plans_settings, step


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    signature: int


@dataclass(frozen=True, slots=True)
class Spec:
    suffix: str
    topics: tuple[Topic, ...]
    days: int
    verbose: bool


@dataclass(frozen=True, slots=True)
class TopicExports:
    name: str
    arn: str


calls: list[str] = []


@step
def build_topics(scope: Scope, topics: tuple[Topic, ...], suffix: str) -> dict[str, TopicExports]:
    calls.append("topics")
    return {topic.name: _topic(scope, topic, suffix) for topic in topics}


@step
def _topic(scope: Scope, topic: Topic, suffix: str) -> TopicExports:
    calls.append(f"topic {topic.name}")
    built = aws.SnsTopic(scope, f"topic-{topic.name}", name=f"{topic.name}-{suffix}", signature_version=topic.signature)
    return TopicExports(f"{topic.name}-{suffix}", built.arn)


@step
def build_key(scope: Scope, spec: Spec, topics: dict[str, TopicExports]) -> None:
    calls.append("key")
    policy = [topic.arn for topic in topics.values()]
    aws.KmsKey(scope, "key", deletion_window_in_days=min(spec.days, 30), policy=",".join(policy))


@step
def build_queue(scope: Scope, topics: dict[str, TopicExports]) -> None:
    calls.append("queue")
    aws.SqsQueue(scope, "queue", name=topics["one"].name)


def build(scope: Scope, spec: Spec) -> None:
    topics = build_topics(scope, spec.topics, spec.suffix)
    build_key(scope, spec, topics)
    build_queue(scope, topics)


ONE, TWO, KEY, QUEUE = "aws_sns_topic.topic-one", "aws_sns_topic.topic-two", "aws_kms_key.key", "aws_sqs_queue.queue"
SPEC = Spec("qa", (Topic("one", 2), Topic("two", 2)), 40, False)


def cell(*steps: str | int) -> SpecPath:
    return SpecPath(steps)


@pytest.fixture
def plan() -> RecordedPlan:
    made = RecordedPlan(SPEC, build)
    calls.clear()
    return made


def changed(plan: RecordedPlan, at: SpecPath, value: object) -> tuple[set[str], set[str]] | None:
    """The addresses that differ, and those of them that are absent, with one more value."""
    found = plan.changed({at: value})
    return None if found is None else (set(found[0]), set(found[1]))


def test_a_recorded_plan_is_the_plan(plan):
    scope = Scope()
    build(scope, SPEC)
    assert plan.addresses == scope.plan().contents.keys()


def test_only_the_step_that_reads_a_value_is_called_again(plan):
    assert changed(plan, cell("topics", 1, "signature"), 1) == ({TWO}, set())
    assert calls == ["topic two"]


def test_a_value_that_changes_nothing_in_what_reads_it_shapes_nothing(plan):
    assert changed(plan, cell("days"), 50) == (set(), set())
    assert changed(plan, cell("days"), 20) == ({KEY}, set())


def test_a_value_that_nothing_reads_calls_nothing(plan):
    assert changed(plan, cell("verbose"), True) == (set(), set())
    assert calls == []


def test_another_result_of_a_step_leads_on_to_who_reads_it(plan):
    assert changed(plan, cell("topics", 1, "name"), "three") == ({TWO, KEY}, {TWO})
    assert "queue" not in calls, "it has only looked at the other topic"


def test_a_missing_item_takes_along_what_was_planned_for_it(plan):
    assert changed(plan, cell("topics"), (SPEC.topics[0],)) == ({TWO, KEY}, {TWO})


def test_what_cannot_be_planned_is_none_and_leaves_no_trace(plan):
    assert changed(plan, cell("topics", 0, "name"), "three") is None
    assert changed(plan, cell("topics", 0, "name"), "two") is None, "there are two of one address"
    assert changed(plan, cell("topics", 0, "signature"), 1) == ({ONE}, set())


def test_within_a_step_that_is_called_with_other_arguments_only_what_differs_is_called_again():
    @step
    def build_topics(scope: Scope, topics: tuple[Topic, ...], days: int) -> None:
        calls.append("topics")
        for topic in topics:
            build_topic(scope, topic)
        build_key(scope, topics, days)

    @step
    def build_topic(scope: Scope, topic: Topic) -> None:
        calls.append(f"topic {topic.name}")
        aws.SnsTopic(scope, f"topic-{topic.name}", signature_version=topic.signature)

    @step
    def build_key(scope: Scope, topics: tuple[Topic, ...], days: int) -> None:
        calls.append("key")
        aws.KmsKey(scope, "key", deletion_window_in_days=days, policy=topics[0].name)

    plan = RecordedPlan(SPEC, lambda scope, spec: build_topics(scope, spec.topics, spec.days))
    calls.clear()
    assert changed(plan, cell("days"), 20) == ({KEY}, set())
    assert (calls, plan.called_again) == (["topics", "key"], 3), "the third is the one around all"


def test_what_all_is_planned_from_plans_all_again(plan):
    assert changed(plan, cell("suffix"), "dev") == ({ONE, TWO, QUEUE}, set())
    assert changed(plan, cell("topics", 1, "signature"), 1) == ({TWO}, set())


def test_an_address_depends_on_what_its_step_and_those_around_it_have_read(plan):
    dependencies = Dependencies(plan)
    assert cell("topics", 1, "signature") in dependencies.cells_behind(TWO)
    assert cell("topics", 1, "signature") not in dependencies.cells_behind(ONE)
    assert cell("days") not in dependencies.cells_behind(QUEUE)
    assert cell("topics", 0, "name") in dependencies.cells_behind(QUEUE)
    assert dependencies.addresses_after([cell("days")]) == {KEY}
    assert dependencies.addresses_after([cell("verbose")]) == set()


def test_a_result_that_may_keep_what_it_has_read_is_refused():
    @dataclass(frozen=True)
    class Loose:
        name: str

    @step
    def build_loose(scope: Scope) -> Loose:
        return Loose("one")

    with pytest.raises(TypeError, match="slots=True"):
        RecordedPlan(SPEC, lambda scope, spec: build_loose(scope))


def test_what_refers_to_a_construct_depends_on_none_of_the_arguments_that_it_is_given_later():
    @step
    def build_machine(scope: Scope, spec: Spec) -> Any:
        return aws.SfnStateMachine.at(scope, f"machine-{spec.suffix}")(definition=f"wait {spec.days} days")

    @step
    def build_rule(scope: Scope, machine: Any) -> None:
        aws.CloudwatchEventRule(scope, "rule", event_pattern=machine.arn)

    plan = RecordedPlan(SPEC, lambda scope, spec: build_rule(scope, build_machine(scope, spec)))
    dependencies = Dependencies(plan)
    assert cell("days") in dependencies.cells_behind("aws_sfn_state_machine.machine-qa")
    assert dependencies.cells_behind("aws_cloudwatch_event_rule.rule") == {cell("suffix")}


def test_of_a_result_with_an_item_less_the_others_are_what_they_were():
    @step
    def loud(topics: tuple[Topic, ...], days: int) -> tuple[TopicExports, ...]:
        return tuple(TopicExports(topic.name, "arn") for topic in topics if topic.signature > days)

    @step
    def build_topic(scope: Scope, topic: TopicExports) -> None:
        calls.append(topic.name)
        aws.SnsTopic(scope, f"topic-{topic.name}")

    @step
    def build_loud(scope: Scope, spec: Spec) -> None:
        for topic in loud(spec.topics, spec.days):
            build_topic(scope, topic)

    plan = RecordedPlan(Spec("qa", (Topic("one", 1), Topic("two", 2)), 0, False), build_loud)
    calls.clear()
    assert changed(plan, cell("days"), 1) == ({ONE}, {ONE})
    assert calls == []


@step
def _override(scope: Scope) -> None:
    scope.override("terraform.required_version", ">= 1.10")


def test_a_step_that_plans_a_setting_of_terraform_is_marked_as_one():
    with pytest.raises(TypeError, match="_override plans a setting of Terraform: mark it @plans_settings"):
        RecordedPlan(SPEC, lambda scope, spec: _override(scope))


def test_a_setting_depends_on_what_a_marked_step_reads_even_if_it_has_planned_none_yet():
    @step
    @plans_settings
    def settle(scope: Scope, spec: Spec) -> None:
        if spec.verbose:
            scope.override("terraform.required_version", ">= 1.10")

    @step
    def quiet(scope: Scope, spec: Spec) -> None:
        TerraformOutput(scope, "days", spec.days, description="no setting")

    def build(scope: Scope, spec: Spec) -> None:
        settle(scope, spec)
        quiet(scope, spec)

    plan = RecordedPlan(SPEC, build)
    assert Dependencies(plan).cells_behind("terraform") == {cell("verbose")}
    assert changed(plan, cell("verbose"), True) == (set(), set()), "the plan has no such address before"


def test_whether_a_result_has_a_key_depends_on_what_the_step_has_read():
    @step
    def by_name(topics: tuple[Topic, ...]) -> dict[str, Topic]:
        return {topic.name: topic for topic in topics}

    @step
    def build_key(scope: Scope, topics: dict[str, Topic]) -> None:
        aws.KmsKey(scope, "key", policy="one" if "one" in topics else "none")

    plan = RecordedPlan(SPEC, lambda scope, spec: build_key(scope, by_name(spec.topics)))
    assert cell("topics", 0, "name") in Dependencies(plan).cells_behind(KEY)
    assert changed(plan, cell("topics", 0, "name"), "three") == ({KEY}, set())
