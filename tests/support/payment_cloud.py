"""What the payment functions stand on: a database with the ledger, and the tables, topic, secret and parameters in AWS.

Tables and parameters are those that the schema gives an environment that says nothing: code and spec can't part.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pg8000.native import identifier  # type: ignore[import-untyped]  # pg8000 has no types

from generator.planning.environment_variables import variable
from tests.support.moto_server import MotoServer
from tests.support.postgres import Postgres

ROOT = Path(__file__).parents[2]
SQL = ROOT / "lambda_src" / "database_migration" / "sql"
MERCHANT, SUSPENDED_MERCHANT = "shop-1", "shop-closed"


def schema_default(section: str) -> Any:
    """The default of a section of the spec."""
    return json.loads((ROOT / "schemas" / f"{section}.schema.json").read_text())["default"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCloud:
    """One environment of its own within the shared servers."""

    moto: MotoServer
    postgres: Postgres
    database: str
    suffix: str
    topic_arn: str
    queue_url: str
    secret_arn: str
    variables: Mapping[str, str] = field(repr=False)

    def name(self, name: str) -> str:
        """The name of a table or parameter in this environment."""
        return f"{name}-{self.suffix}"

    def sql(self, statement: str, **parameters: Any) -> list[Any]:
        """A statement as the master user."""
        return self.postgres.run(statement, database=self.database, **parameters)

    def put_parameter(self, name: str, value: object) -> None:
        """Changes a configuration value."""
        self.moto.client("ssm").put_parameter(
            Name=f"/{self.name('parameter')}/{name}", Value=json.dumps(value), Type="SecureString", Overwrite=True
        )

    def put_merchant(
        self, merchant_id: str, *, status: str = "active", country: str = "DE", callers: Sequence[str] = ()
    ) -> None:
        """Adds a merchant, or changes one. The callers are ARNs."""
        item: dict[str, Any] = {
            key: {"S": value}
            for key, value in {"merchantId": merchant_id, "status": status, "country": country}.items()
        }
        if callers:
            item["callers"] = {"SS": list(callers)}
        self.moto.client("dynamodb").put_item(TableName=self.name("merchants"), Item=item)

    def items(self, table: str) -> list[dict[str, Any]]:
        """Everything in a table, in DynamoDB's notation."""
        pages = self.moto.client("dynamodb").get_paginator("scan").paginate(TableName=self.name(table))
        return [item for page in pages for item in page["Items"]]

    def notices(self) -> list[dict[str, Any]]:
        """The messages that the topic of failed transactions sent since the last look."""
        sqs = self.moto.client("sqs")
        found: list[dict[str, Any]] = []
        while True:
            messages = sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get("Messages", [])
            if not messages:
                return found
            for message in messages:
                found.append(json.loads(json.loads(message["Body"])["Message"]))
                sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])


def payment_cloud(postgres: Postgres, moto: MotoServer) -> PaymentCloud:
    """A new environment with one active and one suspended merchant. It goes when the servers go."""
    suffix = secrets.token_hex(4)
    database = postgres.new_database()
    credential = _application_user(postgres, database, suffix)
    topic_arn, queue_url = _topic(moto, suffix)
    secret = moto.client("secretsmanager").create_secret(
        Name=f"app-database-{suffix}", SecretString=json.dumps(credential)
    )
    cloud = PaymentCloud(
        moto=moto,
        postgres=postgres,
        database=database,
        suffix=suffix,
        topic_arn=topic_arn,
        queue_url=queue_url,
        secret_arn=secret["ARN"],
        variables=function_variables(postgres, moto, database, suffix, topic_arn, secret["ARN"]),
    )
    for table in schema_default("tables"):
        _table(moto, table, cloud.name(table["name"]))
    for parameter in schema_default("parameters"):
        cloud.put_parameter(parameter["name"], json.loads(parameter["value"]))
    cloud.put_merchant(MERCHANT)
    cloud.put_merchant(SUSPENDED_MERCHANT, status="suspended")
    return cloud


def _application_user(postgres: Postgres, database: str, suffix: str) -> dict[str, str]:
    for file in sorted(SQL.glob("*.sql")):
        postgres.run(file.read_text(), database=database)
    username, password = f"app_{suffix}", secrets.token_hex()
    postgres.run(f"CREATE ROLE {identifier(username)} LOGIN IN ROLE payments_app PASSWORD '{password}'")
    return {"username": username, "password": password}


def _topic(moto: MotoServer, suffix: str) -> tuple[str, str]:
    topic: str = moto.client("sns").create_topic(Name=f"failed-transactions-{suffix}")["TopicArn"]
    sqs = moto.client("sqs")
    queue: str = sqs.create_queue(QueueName=f"failed-transactions-{suffix}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    moto.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return topic, queue


def _table(moto: MotoServer, table: Mapping[str, Any], name: str) -> None:
    indexes = {
        "GlobalSecondaryIndexes": [
            {"IndexName": index["name"], "KeySchema": _keys(index), "Projection": {"ProjectionType": "ALL"}}
            for index in table.get("globalSecondaryIndexes", [])
        ]
    }
    moto.client("dynamodb").create_table(
        TableName=name,
        KeySchema=_keys(table),
        AttributeDefinitions=[
            {"AttributeName": attribute["name"], "AttributeType": "S"} for attribute in table["attributes"]
        ],
        BillingMode="PAY_PER_REQUEST",
        **(indexes if indexes["GlobalSecondaryIndexes"] else {}),
    )


def _keys(keyed: Mapping[str, Any]) -> list[dict[str, str]]:
    kinds = {"hashKey": "HASH", "rangeKey": "RANGE"}
    return [{"AttributeName": keyed[key], "KeyType": kind} for key, kind in kinds.items() if key in keyed]


def function_variables(
    postgres: Postgres, moto: MotoServer, database: str, suffix: str, topic_arn: str, secret_arn: str
) -> dict[str, str]:
    """What the infrastructure sets, by the grants of the shipped functions."""
    values: dict[str, Callable[[str], str]] = {
        "tables": lambda name: f"{name}-{suffix}",
        "parameters": lambda name: f"/parameter-{suffix}/{name}",
        "topics": lambda _: topic_arn,
        "secrets": lambda _: secret_arn,
    }
    payment_functions = [item for item in schema_default("functions") if "master" not in json.dumps(item)]
    granted = {
        str(variable(kind, grant["name"])): values[kind](grant["name"])
        for function in payment_functions
        for kind, grants in function["grants"].items()
        for grant in grants
    }
    return {
        **moto.variables(),
        **granted,
        "DATABASE_HOST": postgres.host,
        "DATABASE_PORT": str(postgres.port),
        "DATABASE_NAME": database,
        "DATABASE_CA_FILE": str(postgres.ca_file),
        "POWERTOOLS_METRICS_NAMESPACE": "Payments",
        "POWERTOOLS_SERVICE_NAME": "payments-test",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
