"""A stack that is changed as stacks are: one edit of the spec after the other, each planned, compared, and applied."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from generator.packaging.archives import Archives
from generator.verify.emulators.routing import MOTO
from generator.verify.emulators.servers import Emulators
from generator.verify.lifecycle import LifecycleRun, ProgressCallback
from generator.verify.plan import Change, values_by_address
from generator.verify.stack_folder import prepare_for_emulators
from tests.e2e.stacks import PAYMENT_ROUTES, NewCode, shipped_spec, synthesize_spec
from tests.support.machine import STEP, shared_machine

SHIFTED_RULE = "aws_lb_listener_rule.listener-rule-route-create-payment"
SPEC = {**shipped_spec("dev"), "environmentSuffix": "day"}

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the spec, and all that a plan may want for it: addresses by action, and the attributes of updates."""

    sentence: str
    change: Callable[[Spec], None]
    create: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    new_code_of: str | None = None


@dataclass(frozen=True, slots=True)
class UpgradeStep:
    """What the plan of an edit wanted, how many changes the apply made, and which attributes then had new values."""

    edit: Edit
    planned: list[Change]
    applied: int
    attributes: set[str]


def add_an_index(spec: Spec) -> None:
    """Merchants can be looked up by their country."""
    spec["tables"] = [
        {
            "name": "merchants",
            "attributes": [{"name": "merchantId"}, {"name": "country"}],
            "globalSecondaryIndexes": [{"name": "by-country", "hashKey": "country"}],
        }
    ]


def remove_the_index(spec: Spec) -> None:
    """And no more."""
    del spec["tables"]


def change_a_weight(spec: Spec) -> None:
    """More of the payments go to green."""
    (target,) = [target for target in spec["loadBalancer"]["targets"] if target["name"] == "transaction-processing"]
    target["weights"] = {"blue": 20, "green": 80}


def add_a_table(spec: Spec) -> None:
    """A table that nobody uses yet."""
    spec["tables"] = [{"name": "refunds", "hashKey": "refundId", "attributes": [{"name": "refundId"}]}]


def change_a_threshold(spec: Spec) -> None:
    """An alarm that rings later."""
    spec["monitoring"]["alarms"].append({"name": "database-writer-cpu", "threshold": 91})


def add_a_function(spec: Spec) -> None:
    """A function with the code of another one."""
    spec["functions"] = [
        *spec["functions"],
        {"name": "refund-validation", "source": "payment_validation", "reservedConcurrency": 1},
    ]


def add_a_reader(spec: Spec) -> None:
    """One more reader of the database."""
    spec["database"] = {**spec["database"], "readers": {"count": 2}}


def leave_alone(spec: Spec) -> None:
    """The spec stays: something else has changed."""


INDEX_USERS = tuple(
    f"aws_iam_role_policy.role-lambda-{function}-policy"
    for function in ("fraud-detection", "payment-validation", "transaction-processing")
)
WITH_AN_INDEX = (
    "aws_cloudwatch_dashboard.dashboard-database-performance",
    "aws_dynamodb_table.table-merchants",
    *INDEX_USERS,
)
INDEX_ATTRIBUTES = ("attribute", "dashboard_body", "global_secondary_index", "policy")
INDEX_ALARM = "aws_cloudwatch_metric_alarm.alarm-index-throttles--merchants--by-country"

EDITS = (
    Edit("add a GSI", add_an_index, (INDEX_ALARM,), WITH_AN_INDEX, (), INDEX_ATTRIBUTES),
    Edit("remove a GSI", remove_the_index, (), WITH_AN_INDEX, (INDEX_ALARM,), INDEX_ATTRIBUTES),
    Edit(
        "change a weight",
        change_a_weight,
        update=tuple(f"aws_lb_listener_rule.listener-rule-route-{route}" for route in PAYMENT_ROUTES),
        attributes=("action",),
    ),
    Edit(
        "add a table",
        add_a_table,
        create=("aws_cloudwatch_metric_alarm.alarm-table-throttles--refunds", "aws_dynamodb_table.table-refunds"),
        update=("aws_cloudwatch_dashboard.dashboard-database-performance",),
        attributes=("dashboard_body",),
    ),
    Edit(
        "change an alarm threshold",
        change_a_threshold,
        update=("aws_cloudwatch_metric_alarm.alarm-database-writer-cpu",),
        attributes=("threshold",),
    ),
    Edit(
        "add a function",
        add_a_function,
        create=(
            "aws_cloudwatch_log_group.log-group-lambda-refund-validation",
            "aws_cloudwatch_log_metric_filter.metric-filter-failed-transactions--refund-validation",
            "aws_cloudwatch_log_metric_filter.metric-filter-overdue-payments--refund-validation",
            "aws_cloudwatch_metric_alarm.alarm-dead-letters--refund-validation",
            "aws_cloudwatch_metric_alarm.alarm-function-errors--refund-validation",
            "aws_cloudwatch_metric_alarm.alarm-function-throttles--refund-validation",
            "aws_cloudwatch_metric_alarm.alarm-job-duration--refund-validation",
            "aws_iam_role.role-lambda-refund-validation",
            "aws_iam_role_policy.role-lambda-refund-validation-interfaces",
            "aws_iam_role_policy.role-lambda-refund-validation-policy",
            "aws_lambda_alias.alias-refund-validation-blue",
            "aws_lambda_alias.alias-refund-validation-green",
            "aws_lambda_function.lambda-refund-validation",
            "aws_lambda_function_event_invoke_config.alias-refund-validation-blue-invoke",
            "aws_lambda_function_event_invoke_config.alias-refund-validation-green-invoke",
            "aws_sqs_queue.queue-dead-letters-refund-validation",
            "aws_sqs_queue_policy.queue-dead-letters-refund-validation-policy",
        ),
        update=(
            "aws_cloudtrail.trail",
            "aws_cloudwatch_dashboard.dashboard-api-response-times",
            "aws_cloudwatch_dashboard.dashboard-error-rates",
        ),
        attributes=("advanced_event_selector", "dashboard_body"),
    ),
    Edit(
        "rotate a function's code",
        leave_alone,
        update=(
            "aws_lambda_alias.alias-fraud-detection-blue",
            "aws_lambda_alias.alias-fraud-detection-green",
            "aws_lambda_function.lambda-fraud-detection",
        ),
        attributes=(
            "code_sha256",
            "filename",
            "function_version",
            "last_modified",
            "qualified_arn",
            "qualified_invoke_arn",
            "source_code_hash",
            "source_code_size",
            "version",
        ),
        new_code_of="fraud-detection",
    ),
    Edit(
        "add a reader",
        add_a_reader,
        create=("aws_rds_cluster_instance.aurora-3",),
        update=("aws_db_event_subscription.db-events-instance-system-errors",),
        attributes=("source_ids",),
    ),
)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The result of each edit, and the plan after somebody outside had shifted weights that are theirs."""

    steps: list[UpgradeStep]
    after_outside_shift: list[Change]


def run_upgrade(emulators: Emulators, folder: Path, report: ProgressCallback = lambda text: None) -> Upgrade:
    """Apply the stack, then every edit in turn, check that nothing drifts, and destroy it."""
    spec, steps = copy.deepcopy(SPEC), []
    archives: Archives | None = None
    run = LifecycleRun(synthesize_spec(spec, folder / "out"), emulators, report)
    backend = emulators.states.backend(run.result.name)
    with shared_machine(STEP, emulators.check):
        run.apply()
    for edit in EDITS:
        spec = copy.deepcopy(spec)
        edit.change(spec)
        if edit.new_code_of:
            archives = NewCode(edit.new_code_of, folder)
        prepare_for_emulators(synthesize_spec(spec, folder / "out", archives), backend)
        before = run.state()
        with shared_machine(STEP, emulators.check):
            planned = run.terraform.planned(refresh=False)
            applied = run.terraform.apply_planned()
        steps.append(UpgradeStep(edit, planned, applied, _new_values(before, run.state())))
        report(f"upgrade: {edit.sentence}: {applied} changes")
    with shared_machine(STEP, emulators.check):
        run.plan_again()
    prepare_for_emulators(synthesize_spec(owned_outside(spec), folder / "out", archives), backend)
    shift_outside(emulators, run.state())
    with shared_machine(STEP, emulators.check):
        after_outside_shift = run.terraform.planned()
    run.result.applied = len(values_by_address(run.state()))
    with shared_machine(STEP, emulators.check):
        run.destroy()
    assert run.result.faults == []
    return Upgrade(steps, after_outside_shift)


def owned_outside(spec: Spec) -> Spec:
    """The spec with the weights of every target in the hands of a deployment tool."""
    balancer = spec["loadBalancer"]
    targets = [{**target, "ignoreWeightChanges": True} for target in balancer["targets"]]
    return {**spec, "loadBalancer": {**balancer, "targets": targets}}


def shift_outside(emulators: Emulators, state: dict[str, Any]) -> None:
    """Send all payments to green, as a deployment tool does it: through the API of the load balancer."""
    (forward,) = values_by_address(state)[SHIFTED_RULE]["action"][0]["forward"]
    groups = [{"TargetGroupArn": group["arn"], "Weight": 0} for group in forward["target_group"]]
    green = next(group for group in groups if "green" in group["TargetGroupArn"])
    green["Weight"] = 100
    balancers = boto3.client(
        "elbv2",
        endpoint_url=emulators.urls()[MOTO],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    shifted = balancers.modify_rule(
        RuleArn=values_by_address(state)[SHIFTED_RULE]["arn"],
        Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}],
    )["Rules"][0]
    assert sorted(group["Weight"] for group in shifted["Actions"][0]["ForwardConfig"]["TargetGroups"]) == [0, 100]


def _new_values(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The attributes that differ in resources that were there before and still are."""
    old, new = values_by_address(before), values_by_address(after)
    return {
        name
        for address in old.keys() & new.keys()
        for name in old[address].keys() | new[address].keys()
        if old[address].get(name) != new[address].get(name)
    }
