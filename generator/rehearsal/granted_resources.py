"""Create in the emulator what the functions of the move are granted: tables, parameters, topics and secrets.

All follow from the spec, as in its stack; what only AWS knows (ARNs) comes from the emulator.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from generator.aws.grants import MASTER_SECRET
from generator.planning.naming import Naming
from generator.rehearsal.emulator import REGION, Emulator
from generator.spec.model import Environment
from generator.spec.model.functions import FunctionGrant, Grant
from generator.spec.model.tables import Table
from generator.verify.emulators.server_process import ACCOUNT

KEYS = {"HASH": "hash_key", "RANGE": "range_key"}


@dataclass(frozen=True, slots=True)
class GrantedResources:
    """The resources that can be granted: ARNs of topics and secrets by their names in the spec."""

    naming: Naming
    topics: Mapping[str, str]
    secrets: Mapping[str, str]

    def value(self, kind: str, grant: Grant) -> str:
        """Return the value of the environment variable of a grant."""
        if isinstance(grant, FunctionGrant):
            return f"{self.function_arn(grant.name)}:{grant.alias}"
        named: dict[str, Callable[[str], str]] = {
            "tables": lambda name: self.naming.name("table", name),
            "parameters": self.naming.parameter,
            "topics": lambda name: self.topics.get(name, ""),
            "secrets": lambda name: self.secrets.get(name, ""),
            "buckets": lambda name: self.naming.name("bucket", name),
            "databaseUsers": lambda name: name,
        }
        return named[kind](grant.name)

    def function_arn(self, name: str) -> str:
        """Return the ARN of a function, without an alias."""
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.naming.name('lambda', name)}"


def create_resources(
    env: Environment, emulator: Emulator, secrets: Mapping[str, Mapping[str, Any]], parameters: Mapping[str, Any]
) -> GrantedResources:
    """Create everything; `secrets` and `parameters` are the values of those that are ours to fill."""
    naming = Naming(env.environment_suffix)
    for table in env.tables:
        _create_table(emulator.client("dynamodb"), table, naming)
    for parameter in env.parameters:
        text = json.dumps(parameters[parameter.name]) if parameter.name in parameters else parameter.value
        put_parameter(emulator, naming.parameter(parameter.name), text or "{}")
    sns = emulator.client("sns")
    topics = {topic.name: sns.create_topic(Name=naming.name("topic", topic.name))["TopicArn"] for topic in env.topics}
    names = {MASTER_SECRET, *secrets, *(secret.name for secret in env.secrets)}
    manager = emulator.client("secretsmanager")
    arns = {
        name: manager.create_secret(
            Name=naming.name("secret", name), SecretString=json.dumps(dict(secrets.get(name, {})))
        )["ARN"]
        for name in sorted(names)
    }
    return GrantedResources(naming, topics, arns)


def put_parameter(emulator: Emulator, name: str, text: str) -> None:
    """Create or overwrite a parameter."""
    emulator.client("ssm").put_parameter(Name=name, Value=text, Type="String", Overwrite=True)


def _create_table(dynamodb: Any, table: Table, naming: Naming) -> None:
    indexes = [
        {"IndexName": index.name, "KeySchema": _keys(index), "Projection": {"ProjectionType": "ALL"}}
        for index in table.global_secondary_indexes
    ]
    dynamodb.create_table(
        TableName=naming.name("table", table.name_in_aws),
        KeySchema=_keys(table),
        AttributeDefinitions=[{"AttributeName": item.name, "AttributeType": item.type} for item in table.attributes],
        BillingMode="PAY_PER_REQUEST",
        **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
    )


def _keys(keyed: Any) -> list[dict[str, str]]:
    named = {kind: getattr(keyed, field) for kind, field in KEYS.items()}
    return [{"AttributeName": name, "KeyType": kind} for kind, name in named.items() if name]
