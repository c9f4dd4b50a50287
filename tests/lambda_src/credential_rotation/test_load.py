"""Rotations while the application works."""

from __future__ import annotations

from tests.lambda_src.credential_rotation.application import Application, running
from tests.lambda_src.credential_rotation.bench import Bench

ROTATIONS = 10


def test_ten_rotations_in_a_row_under_load_fail_no_login(own_bench: Bench) -> None:
    own_bench.migrate()
    own_bench.rotate()
    settings, secret = own_bench.settings, own_bench.secret
    warm = [Application.warm(settings, secret) for _ in range(2)]
    cold = [Application.cold(settings, secret) for _ in range(2)]

    with running(*warm, *cold):
        for _ in range(ROTATIONS):
            before = [len(application.users) for application in (*warm, *cold)]
            own_bench.rotate()
            # Else a rotation could be over before anybody has logged in.
            while any(
                len(application.users) <= count for application, count in zip((*warm, *cold), before, strict=True)
            ):
                assert not any(application.failures for application in (*warm, *cold))

    assert [application.failures for application in (*warm, *cold)] == [[], [], [], []]
    for application in (*warm, *cold):
        assert len(application.users) > ROTATIONS
        assert set(application.users) == {"payments_app_a", "payments_app_b"}
    booked = own_bench.cluster.run("SELECT count(*) FROM ledger.accounts", database=own_bench.database)
    assert booked == [[1 + sum(len(application.users) for application in (*warm, *cold))]]
