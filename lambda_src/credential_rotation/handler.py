"""Handle the steps of a rotation, which Secrets Manager invokes one by one. An error makes it repeat the step."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any, Final

from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types

from adapters.aws import client
from adapters.credentials import SecretCredentials
from adapters.database import Database
from adapters.logs import logger
from adapters.redaction import redact
from adapters.settings import DatabaseSettings, setting
from credential_rotation.rotation import Rotation
from credential_rotation.secret_versions import SecretVersions
from credential_rotation.users import USERS, DatabaseUsers

STEPS: Final = {
    "createSecret": Rotation.create,
    "setSecret": Rotation.set,
    "testSecret": Rotation.test,
    "finishSecret": Rotation.finish,
}


def handler(event: Mapping[str, Any], context: object) -> None:
    """Run the step that the event names. Raises what fails, for Secrets Manager to see."""
    step, secret, version = (_text(event, name) for name in ("Step", "SecretId", "ClientRequestToken"))
    if step not in STEPS:
        raise ValueError(f"the step must be one of {', '.join(STEPS)}")
    logger.set_correlation_id(version)
    settings = DatabaseSettings.from_environment()
    with closing(Database(settings, SecretCredentials(setting("SECRET_MASTER")))) as master:
        versions = SecretVersions(client("secretsmanager"), secret)
        try:
            STEPS[step](Rotation(versions, DatabaseUsers(settings, master), settings, USERS), version)
        except DatabaseError as fault:
            # The runtime logs an escaping exception, which must not quote the statement with the verifier.
            redact(fault)
            raise
    logger.info("rotation_step_done", step=step, secret=secret)


def _text(event: Mapping[str, Any], name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"the event must name {name}")
    return value
