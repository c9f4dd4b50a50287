"""A crash after each change and after each step, then a retry from the start, or another rotation in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from credential_rotation.handler import STEPS
from tests.lambda_src.credential_rotation.application import Application
from tests.lambda_src.credential_rotation.bench import Bench
from tests.lambda_src.credential_rotation.faults import Crash, Fuse, fused_rotation

Retry = Callable[[Bench, str], None]


def same_rotation(bench: Bench, token: str) -> None:
    for step in STEPS:
        bench.step(step, token)
    assert bench.versions_with("AWSCURRENT") == [token]


def another_rotation(bench: Bench, token: str) -> None:
    """What is left after an operator has cancelled the one that crashed."""
    other = bench.rotate()
    assert bench.versions_with("AWSCURRENT") == [other]


pytestmark = pytest.mark.slow
RETRIES = pytest.mark.parametrize("retry", [same_rotation, another_rotation])


@RETRIES
def test_a_crash_after_any_change_keeps_the_application_in(own_bench: Bench, retry: Retry) -> None:
    own_bench.migrate()
    own_bench.rotate()
    warm = Application.warm(own_bench.settings, own_bench.secret)
    cold = Application.cold(own_bench.settings, own_bench.secret)
    warm.log_in_and_book()

    crashes = []
    for number in count():
        token = own_bench.begin()
        crash = _crash(own_bench, token, Fuse(number))
        warm.log_in_and_book()
        cold.log_in_and_book()
        if crash is None:
            break
        crashes.append(crash)
        retry(own_bench, token)
        warm.log_in_and_book()
        cold.log_in_and_book()

    assert cold.refusals == 0
    assert crashes == [
        "put_secret_value", "SET LOCAL", "DO $$", "ALTER ROLE", "GRANT payments_app", "COMMIT",
        "update_secret_version_stage",
    ]  # fmt: skip


@RETRIES
def test_a_crash_in_the_first_rotation_shows_no_credential_that_does_not_work(bench: Bench, retry: Retry) -> None:
    crashes: list[str] = []
    for attempt in _with_empty_secrets(bench):
        token = attempt.begin()
        crash = _crash(attempt, token, Fuse(len(crashes)))
        if attempt.labels():
            assert attempt.lets_in(attempt.value())
        if crash is None:
            break
        crashes.append(crash)
        retry(attempt, token)
        assert attempt.lets_in(attempt.value())

    assert crashes == ["SET LOCAL", "DO $$", "CREATE ROLE", "GRANT payments_app", "COMMIT", "put_secret_value"]


def test_a_rotation_that_stops_after_any_step_keeps_the_application_in(own_bench: Bench) -> None:
    own_bench.migrate()
    own_bench.rotate()
    cold = Application.cold(own_bench.settings, own_bench.secret)

    for done in range(1, len(STEPS) + 1):
        token = own_bench.begin()
        for step in list(STEPS)[:done]:
            own_bench.step(step, token)
        cold.log_in_and_book()
        same_rotation(own_bench, token)
        cold.log_in_and_book()

    assert cold.refusals == 0


def _crash(bench: Bench, token: str, fuse: Fuse) -> str | None:
    """A rotation until its fuse blows: after what, or None if it came to its end."""
    try:
        with fused_rotation(bench, fuse) as rotation:
            for step in STEPS.values():
                step(rotation, token)
    except Crash as crash:
        return str(crash)
    return None


def _with_empty_secrets(bench: Bench) -> Iterator[Bench]:
    while True:
        yield bench
        bench.drop_roles()
        bench = Bench.new(bench.cluster, bench.database, bench.client)
