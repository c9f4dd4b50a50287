"""Migration and rotation run from the archives that packaging built, in processes that find nothing else to import."""

from __future__ import annotations

from pathlib import Path

from credential_rotation.handler import STEPS
from tests.lambda_src.credential_rotation.bench import Bench
from tests.support.archives import lonely_python, unzip
from tests.support.lambda_process import lambda_process
from tests.support.moto_server import MotoServer


def test_a_database_is_migrated_and_its_credential_rotated(own_bench: Bench, moto: MotoServer, tmp_path: Path) -> None:
    variables = {**moto.variables(), **own_bench.variables()}

    def call(function: str, *events: dict[str, str]) -> list[object]:
        folder, log = unzip(function, tmp_path / function), tmp_path / f"{function}.log"
        handler = f"{function}.handler.handler"
        with lambda_process(handler, variables, log, folder=folder, python=lonely_python()) as process:
            return [process.invoke(event) for event in events]

    (outcome,) = call("database_migration", {})
    assert isinstance(outcome, dict)
    assert outcome["applied"]
    token = own_bench.begin()
    call(
        "credential_rotation",
        *({"Step": step, "SecretId": own_bench.secret, "ClientRequestToken": token} for step in STEPS),
    )
    assert own_bench.versions_with("AWSCURRENT") == [token]
    assert own_bench.lets_in(own_bench.value())
