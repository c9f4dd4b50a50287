"""Rotations while the application works."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tests.lambda_src.credential_rotation.application import Application, running
from tests.lambda_src.credential_rotation.bench import Bench
from tests.support.waiting import wait_until

ROTATIONS = 10


def test_a_credential_that_was_cached_two_rotations_ago_is_replaced(own_bench: Bench) -> None:
    own_bench.migrate()
    own_bench.rotate()
    warm = Application.warm(own_bench.settings, own_bench.secret)
    warm.log_in_and_book()
    own_bench.rotate()
    warm.log_in_and_book()
    own_bench.rotate()
    warm.log_in_and_book()

    # The second time it still went by its cache, the third time the same user had another password.
    assert warm.users == ["payments_app_a"] * 3
    assert warm.refusals == 1


def test_ten_rotations_in_a_row_under_load_fail_no_login(own_bench: Bench) -> None:
    own_bench.migrate()
    own_bench.rotate()
    settings, secret = own_bench.settings, own_bench.secret
    warm = [Application.warm(settings, secret) for _ in range(2)]
    cold = [Application.cold(settings, secret) for _ in range(2)]
    applications = [*warm, *cold]

    with running(*applications):
        for _ in range(ROTATIONS):
            own_bench.rotate()
            _wait_for_logins(applications)

    assert [application.failures for application in applications] == [[], [], [], []]
    assert [application.refusals for application in cold] == [0, 0]
    for application in applications:
        assert len(application.users) > ROTATIONS
        assert set(application.users) == {"payments_app_a", "payments_app_b"}
    booked = own_bench.cluster.run("SELECT count(*) FROM ledger.payments", database=own_bench.database)
    assert booked == [[sum(len(application.users) for application in applications)]]


def _wait_for_logins(applications: Sequence[Application]) -> None:
    """Until nobody has still to log in with what was read before this rotation: the next one may change its password.

    The first login from now on may have begun before. On a busy machine, that is longer than a rotation takes.
    """
    enough = [len(application.users) + 2 for application in applications]
    for application, count in zip(applications, enough, strict=True):
        wait_until(partial(_has_logged_in, application, count), "the next logins", every_seconds=0.01)


def _has_logged_in(application: Application, times: int) -> bool:
    return len(application.users) >= times
