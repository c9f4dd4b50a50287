"""What a rotation works on: a database, the secret of its master user and the secret of the application."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.secretsmanager.models import FakeSecret, secretsmanager_backends

from adapters.credentials import SecretCredentials
from adapters.database import Credential, Database
from adapters.settings import DatabaseSettings
from credential_rotation.handler import STEPS, handler
from credential_rotation.users import ROLE, USERS
from database_migration.migration import migrate
from database_migration.sql_files import sql_files
from tests.support.moto_server import REGION
from tests.support.postgres import Postgres

Value = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    cluster: Postgres
    database: str
    secret: str
    master_secret: str
    client: Any = field(repr=False)

    @classmethod
    def new(cls, cluster: Postgres, database: str, client: Any) -> Bench:
        master = json.dumps({"username": cluster.username, "password": cluster.password})
        return cls(
            cluster=cluster,
            database=database,
            client=client,
            secret=client.create_secret(Name=f"app-{uuid.uuid4().hex}")["ARN"],
            master_secret=client.create_secret(Name=f"master-{uuid.uuid4().hex}", SecretString=master)["ARN"],
        )

    def drop_roles(self) -> None:
        self.cluster.run(f"DROP ROLE IF EXISTS {', '.join((*USERS, ROLE))}")

    def variables(self) -> Mapping[str, str]:
        return {
            "DATABASE_HOST": self.cluster.host,
            "DATABASE_PORT": str(self.cluster.port),
            "DATABASE_NAME": self.database,
            "DATABASE_CA_FILE": str(self.cluster.ca_file),
            "SECRET_MASTER": self.master_secret,
        }

    @property
    def settings(self) -> DatabaseSettings:
        return DatabaseSettings(
            host=self.cluster.host, port=self.cluster.port, name=self.database, ca_file=self.cluster.ca_file
        )

    def master(self) -> Database:
        return Database(self.settings, SecretCredentials(self.master_secret))

    def migrate(self) -> None:
        database = self.master()
        migrate(database, sql_files())
        database.close()

    def begin(self) -> str:
        """What RotateSecret does before it calls the function: a version without a value, labelled as pending.

        Without a function moto would make that version current, so it is written into moto's own memory. An empty
        secret is left empty: only then does moto do what AWS does with the first value of a secret.
        """
        token = str(uuid.uuid4())
        secret = secretsmanager_backends[DEFAULT_ACCOUNT_ID][REGION].secrets[self.secret]
        assert isinstance(secret, FakeSecret)
        if secret.versions:
            secret.remove_version_stages_from_old_versions(["AWSPENDING"])
            secret.versions[token] = {"createdate": 0, "version_id": token, "version_stages": ["AWSPENDING"]}
        return token

    def step(self, step: str, token: str) -> None:
        handler({"Step": step, "SecretId": self.secret, "ClientRequestToken": token}, None)

    def rotate(self) -> str:
        token = self.begin()
        for step in STEPS:
            self.step(step, token)
        return token

    def labels(self) -> Mapping[str, list[str]]:
        labels: Mapping[str, list[str]] = self.client.describe_secret(SecretId=self.secret).get(
            "VersionIdsToStages", {}
        )
        return labels

    def versions_with(self, label: str) -> list[str]:
        return [version for version, labels in self.labels().items() if label in labels]

    def value(self, **version: str) -> Value:
        """The current value, or that of a VersionId or VersionStage."""
        wanted = version or {"VersionStage": "AWSCURRENT"}
        value: Value = json.loads(self.client.get_secret_value(SecretId=self.secret, **wanted)["SecretString"])
        return value

    def put_pending(self, token: str, **changes: str) -> None:
        """A pending version that differs from the current one in `changes`."""
        self.client.put_secret_value(
            SecretId=self.secret,
            ClientRequestToken=token,
            SecretString=json.dumps({**self.value(), **changes}),
            VersionStages=["AWSPENDING"],
        )

    def lets_in(self, value: Value) -> bool:
        """Whether the database accepts the credential in a value of the secret."""
        database = Database(self.settings, Given(Credential(value["username"], value["password"])))
        try:
            return database.transaction(lambda session: session.run("SELECT current_user")) == [[value["username"]]]
        finally:
            database.close()


@dataclass(frozen=True, slots=True)
class Given:
    """A credential that no rotation changes."""

    credential: Credential

    def current(self, *, fresh: bool) -> Credential:
        return self.credential
