"""Hostile specs: a short run of the fuzzer, and values that hypothesis draws against the schema."""

from __future__ import annotations

import random

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.validation.file_checks import check_files
from scripts import fuzz, fuzz_inputs
from tests.support.spec_strategies import drawn_specs

pytestmark = pytest.mark.slow
COUNT = 800

quick = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck), derandomize=True)


def test_no_bytes_make_it_fail_wait_or_look_elsewhere(monkeypatch):
    # The promise is 2 s of CPU, which the long run holds to. Here other tests share the cores and their caches.
    monkeypatch.setattr(fuzz, "SECONDS", 3 * fuzz.SECONDS)
    tally = fuzz.run(COUNT, seed=2)
    assert tally.faults == []
    assert tally.inputs == COUNT
    # Some must get past the schema, or the rules were never asked.
    assert tally.valid > COUNT // 50


@given(spec=drawn_specs(), seed=st.integers(0, 2**32))
@quick
def test_no_value_in_place_of_another_makes_it_fail(tmp_path_factory, spec, seed):
    chance = random.Random(seed)
    raw = yaml.safe_dump(spec, allow_unicode=True).encode()
    for _ in range(3):
        raw = fuzz_inputs.REWRITES[-1](chance, raw)
    path = tmp_path_factory.mktemp("drawn") / "spec.yaml"
    path.write_bytes(raw)
    assert all(finding.location is not None and "\n" not in str(finding) for finding in check_files([path]))


def test_the_watch_sees_a_file_that_is_opened_elsewhere(tmp_path):
    watch = fuzz.Watch()
    (tmp_path / "inside").mkdir()
    (tmp_path / "elsewhere.yaml").write_text("")
    watch.folder = str((tmp_path / "inside").resolve())
    (tmp_path / "elsewhere.yaml").read_bytes()
    watch.folder = None
    (tmp_path / "elsewhere.yaml").read_bytes()
    assert watch.outside == [f"open {(tmp_path / 'elsewhere.yaml').resolve()}"]


def test_a_slow_input_and_one_that_fails_are_told(tmp_path, monkeypatch):
    watch, tally = fuzz.Watch(), fuzz.Tally()
    monkeypatch.setattr(fuzz, "check_files", lambda paths: 1 // 0)
    assert "ZeroDivisionError" in (fuzz.check(b"", tmp_path, watch, tally) or "")
    monkeypatch.setattr(fuzz, "check_files", lambda paths: [])
    monkeypatch.setattr(fuzz, "SECONDS", -1.0)
    assert "took" in (fuzz.check(b"", tmp_path, watch, tally) or "")


def test_one_seed_gives_the_same_inputs():
    assert list(fuzz_inputs.inputs(400, 7)) == list(fuzz_inputs.inputs(400, 7))
    assert list(fuzz_inputs.inputs(400, 7)) != list(fuzz_inputs.inputs(400, 8))
