"""What a resource is said to be placed for is so: without it, or under another name, the resource is not there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from generator.analysis.impact import ImpactAnalyzer
from generator.analysis.paths import named, outer_entries
from generator.builders.stack import planned_pointers
from generator.diagnostics.spec_path import SpecPath
from generator.planning.planned_rollout import FUNCTION
from generator.spec.resolve import Resolved, resolve_file

SPECS = Path(__file__).parents[3] / "specs"
# Rollouts bring it and call it by this name: no stack with rollouts can be planned without it.
MOVER = f"functions.{FUNCTION}"


@cache
def spec() -> Resolved:
    return resolve_file(SPECS / "prod.yaml")


@cache
def analyzer() -> ImpactAnalyzer:
    return ImpactAnalyzer(spec())


@cache
def found() -> Mapping[str, SpecPath]:
    return planned_pointers(spec().environment)


def path(address: str) -> str:
    return str(named(spec().node, found()[address]))


def test_every_address_but_the_settings_of_terraform_has_an_origin():
    assert set(analyzer().addresses) - set(found()) == {"terraform"}


def test_only_what_is_for_the_spec_as_a_whole_has_the_root():
    assert {address for address, at in found().items() if not at} == {
        "provider.aws",
        "data.aws_caller_identity.current",
    }


def test_without_an_entry_nothing_is_there_that_is_placed_for_it():
    # Of every list the last entry; of what is placed for it one, since one function builds all of that.
    lists = {}
    for at, _ in outer_entries(spec().node):
        place_widgets = [address for address, origin in found().items() if origin[: len(at)] == at]
        if place_widgets and str(named(spec().node, at)) != MOVER:
            lists[named(spec().node, at.parent)] = at, place_widgets[0]
    assert {str(at) for at in lists} > {"functions", "loadBalancer.targets", "monitoring.alarms", "tables", "topics"}
    for at, address in lists.values():
        (effect,) = analyzer().effects(at)
        assert address in effect.absent


def test_the_function_that_moves_weights_can_neither_go_nor_be_renamed_while_rollouts_are_there():
    (at,) = [at for at, _ in outer_entries(spec().node) if str(named(spec().node, at)) == MOVER]
    assert spec().environment.rollouts
    assert at in found().values()
    assert list(analyzer().effects(at)) == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("aws_lambda_alias.alias-fraud-detection-green", "functions.fraud-detection.aliases.green"),
        (
            "aws_sns_topic_subscription.subscription-system-errors--on-call",
            "topics.system-errors.subscriptions.on-call",
        ),
        ("aws_cloudwatch_metric_alarm.alarm-function-errors--fraud-detection", "monitoring.alarms.function-errors"),
        ("aws_wafv2_web_acl.waf", "api.firewall"),
        ("aws_kms_key.key-data", "encryption"),
        ("aws_subnet.subnet-private-a", "network"),
        ("aws_secretsmanager_secret_rotation.secret-app-database-rotation", "secrets.app-database"),
    ],
)
def test_the_origin_is_the_innermost_part_that_the_builder_has_in_hand(address, expected):
    assert path(address) == expected


def test_between_several_entries_the_origin_is_what_holds_them_all():
    # It carries objects from one bucket to another, and its builder has both in hand.
    assert path("aws_s3_bucket_replication_configuration.bucket-access-logs_replication") == "buckets"
