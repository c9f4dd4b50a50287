"""What an explanation costs, in calls of steps: the same on every machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.analysis.impact import ImpactAnalyzer
from generator.diagnostics.spec_path import SpecPath
from generator.spec.resolve import resolve_file, resolve_plain

pytestmark = pytest.mark.slow
PROD = Path(__file__).parents[3] / "specs" / "prod.yaml"
# How often all steps of the plan could be called at most. The dashboard of errors and the trail depend on
# many places of prod. Each took four times as many calls while a result that one step
# reads made all of the plan be planned again.
MOST_PLANS = {
    "aws_cloudwatch_dashboard.dashboard-error-rates": 7,
    "aws_cloudtrail.trail": 5,
    "aws_vpc.vpc": 4,
}


@pytest.mark.parametrize("address", MOST_PLANS)
def test_an_address_is_explained_by_few_calls_of_steps(address):
    analyzer = ImpactAnalyzer(resolve_file(PROD))
    assert list(analyzer.contributors(address, analyzer.candidates(address)))
    assert analyzer.plan.called_again <= MOST_PLANS[address] * len(analyzer.plan.steps)


def test_the_many_values_of_a_section_are_explained_by_fewer_calls_of_steps_than_it_has_values():
    analyzer = ImpactAnalyzer(resolve_file(PROD))
    places = analyzer.places(SpecPath(("monitoring",)))
    assert analyzer.impact_of(places)
    assert analyzer.plan.called_again < len(places)


def test_a_rollout_that_moves_another_target_leaves_alone_what_has_nothing_to_do_with_it():
    analyzer = ImpactAnalyzer(resolve_file(PROD))
    targets = SpecPath(("rollouts", 0, "targets"))
    effects = list(analyzer.effects(targets))
    assert "aws_sfn_state_machine.rollout-release" in analyzer.impact(targets)
    assert analyzer.plan.called_again < len(effects) * len(analyzer.plan.steps) / 10


def test_what_a_rollout_reckons_from_its_spec_is_no_longer_that_of_before():
    analyzer = ImpactAnalyzer(resolve_file(PROD))
    for key in ("steps", "bakeMinutes"):
        assert "aws_sfn_state_machine.rollout-release" in analyzer.impact(SpecPath(("rollouts", 0, key))), key


def test_a_move_is_a_setting_of_terraform_and_leads_back_to_its_entry():
    analyzer = ImpactAnalyzer(resolve_file(PROD))
    moved = SpecPath(("buckets", 0, "movedFrom"))
    assert "terraform" in analyzer.impact(moved)
    assert moved in [at for at, _ in analyzer.contributors("terraform", analyzer.candidates("terraform"))]


def test_a_word_on_how_files_are_merged_shapes_nothing():
    analyzer = ImpactAnalyzer(resolve_plain({"environmentSuffix": "qa", "reset": ["tags.DataClassification"]}))
    assert analyzer.impact(SpecPath(("reset",))) == frozenset()
