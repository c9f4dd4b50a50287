"""The targets of grants: the exports of earlier builders in one form, by kind and by name in the spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.aws.grants import MASTER_SECRET
from generator.builders.database import DatabaseExports
from generator.builders.parameters import ParameterExports
from generator.builders.secrets import SecretExports
from generator.builders.storage import BucketExports
from generator.builders.tables import TableExports
from generator.builders.topics import TopicExports
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.functions import Function, FunctionGrant, Grant


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantTarget:
    """What is granted. `value` is that of the environment variable; `contents` are the ARNs of what it contains;
    `encrypted`: with the key of its kind."""

    arn: str
    value: str
    contents: Sequence[str] = ()
    encrypted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantTargets:
    """Everything of one environment that a function may be granted."""

    tables: Mapping[str, TableExports]
    secrets: Mapping[str, SecretExports]
    topics: Mapping[str, TopicExports]
    parameters: Mapping[str, ParameterExports]
    buckets: Mapping[str, BucketExports]
    database: DatabaseExports
    account: Account
    naming: Naming

    def secret(self, name: str) -> GrantTarget:
        """Return a secret by its name."""
        return self._secret(name)

    def find(self, kind: str, grant: Grant) -> GrantTarget:
        """Return the target of a grant. Rule FUN001 has checked that it exists."""
        if isinstance(grant, FunctionGrant):
            return self._function(grant)
        return {
            "tables": self._table,
            "secrets": self._secret,
            "topics": self._topic,
            "parameters": self._parameter,
            "buckets": self._bucket,
            "databaseUsers": self._database_user,
        }[kind](grant.name)

    def _table(self, name: str) -> GrantTarget:
        # Composed, not referred to: a function is replaced before its predecessor goes, and hands that down to all that
        # it refers to. A table of the same name can't be there twice.
        full_name = self.tables[name].name
        arn = table_arn(full_name, self.account)
        indexes = tuple(f"{arn}/index/{index}" for index in self.tables[name].index_arns)
        return GrantTarget(arn=arn, value=full_name, contents=indexes)

    def _secret(self, name: str) -> GrantTarget:
        arn = self.database.master_secret_arn if name == MASTER_SECRET else self.secrets[name].arn
        return GrantTarget(arn=arn, value=arn)

    def _topic(self, name: str) -> GrantTarget:
        arn = self.topics[name].arn
        return GrantTarget(arn=arn, value=arn)

    def _parameter(self, name: str) -> GrantTarget:
        of_database = self.database.endpoint_parameters
        parameter = of_database[name] if name in of_database else self.parameters[name]
        return GrantTarget(arn=parameter.arn, value=parameter.name)

    def _bucket(self, name: str) -> GrantTarget:
        bucket = self.buckets[name]
        return GrantTarget(arn=bucket.arn, value=bucket.name, contents=(f"{bucket.arn}/*",))

    def _database_user(self, name: str) -> GrantTarget:
        return GrantTarget(arn=f"{self.database.connect_arn}/{name}", value=name)

    def _function(self, grant: FunctionGrant) -> GrantTarget:
        # Composed, not referred to: functions may call each other in a circle, references may not.
        arn = f"{function_arn(grant.name, self.account, self.naming)}:{grant.alias}"
        return GrantTarget(arn=arn, value=arn, encrypted=False)


def function_arn(name: str, account: Account, naming: Naming) -> Arn:
    """Return the ARN that a function will have, without waiting for it to exist."""
    return Arn(f"arn:aws:lambda:{account.region}:{account.id}:function:{naming.name('lambda', name)}")


def table_arn(name: str, account: Account) -> Arn:
    """Return the ARN of a table by its name in AWS, without a reference to it."""
    return Arn(f"arn:aws:dynamodb:{account.region}:{account.id}:table/{name}")


def function_grants(function: Function) -> list[tuple[str, Grant]]:
    """Return kind and grant of everything that a function is granted."""
    return [(kind, grant) for kind, grants in function.grants.by_kind().items() for grant in grants]
