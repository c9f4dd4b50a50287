"""All that a payment passes, running: the emulator with the applied stack, and the database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boto3.dynamodb.types import TypeDeserializer  # type: ignore[import-untyped]  # boto3 has no types
from botocore.credentials import Credentials  # type: ignore[import-untyped]  # botocore has no types

from generator.planning.naming import Naming
from generator.verify.emulators.server_process import ACCOUNT
from generator.verify.emulators.state_server import running_state_server
from tests.e2e.data_plane.deployment import SUFFIX, Deployment, Weights, deployment, spec_of
from tests.e2e.data_plane.emulator import DATABASE_NAMES, REGION, Emulator, running_emulator
from tests.e2e.data_plane.gateway import Gateway
from tests.support.payment_cloud import MERCHANT
from tests.support.postgres import Postgres, running_postgres
from tests.support.waiting import wait_until

FUNCTION = "transaction-processing"
RIVAL_MERCHANT = "shop-2"
NAMES = Naming(SUFFIX)
_plain = TypeDeserializer().deserialize


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """`queue_url` is where a subscriber gets what the topic of failed transactions sends. `caller` may call the API,
    `stranger` may nothing. `rival` may call it too, and acts for another merchant."""

    emulator: Emulator
    postgres: Postgres
    database: str
    deployment: Deployment
    queue_url: str
    queue_arn: str
    caller: Credentials
    stranger: Credentials
    rival: Credentials
    resources: int

    def apply(self, *, version: int, weights: Weights) -> set[str]:
        """Edits the spec and applies it; the addresses of what that changed."""
        changes = self.deployment.apply(self.spec(version=version, weights=weights))
        assert all(change.actions == ("update",) for change in changes), changes
        return {change.address for change in changes}

    def spec(self, **changes: Any) -> dict[str, Any]:
        return spec_of(self.postgres, self.database, self.queue_arn, **changes)

    def gateway(self) -> Gateway:
        """A new caller of the API who may call it."""
        return self.gateway_for(self.caller)

    def gateway_for(self, credentials: Credentials | None, *, keeps_connection: bool = False) -> Gateway:
        """A new caller of the API."""
        (api,) = self.emulator.client("apigateway").get_rest_apis()["items"]
        (stage,) = self.emulator.client("apigateway").get_stages(restApiId=api["id"])["item"]
        return Gateway(self.emulator, api["id"], stage["stageName"], credentials, keeps_connection)

    def lasting_gateway(self) -> Gateway:
        """The same caller with a connection that lasts: to be closed."""
        return self.gateway_for(self.caller, keeps_connection=True)

    def sql(self, statement: str, **parameters: Any) -> list[Any]:
        """A statement as the master user."""
        return self.postgres.run(statement, database=self.database, **parameters)

    def records(self) -> dict[str, dict[str, Any]]:
        """The records of payments in DynamoDB, by the payment's id."""
        pages = (
            self.emulator.client("dynamodb")
            .get_paginator("scan")
            .paginate(TableName=NAMES.name("table", "transactions"))
        )
        items = [{name: _plain(value) for name, value in item.items()} for page in pages for item in page["Items"]]
        return {item["paymentId"]: item for item in items}

    def messages(self) -> list[dict[str, Any]]:
        """What the topic of failed transactions has sent since the last look."""
        sqs, found = self.emulator.client("sqs"), []
        while received := sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get("Messages"):
            for message in received:
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return found

    def secret(self) -> Any:
        """The description of the application's secret."""
        return self.emulator.client("secretsmanager").describe_secret(SecretId=NAMES.name("secret", "app-database"))

    def versions(self, function: str = FUNCTION) -> dict[str, str]:
        """The version of a function that answered each request, by correlation id: AWS names log streams after it."""
        logs = self.emulator.client("logs").get_paginator("filter_log_events")
        group = f"/aws/lambda/{NAMES.name('lambda', function)}"
        answered = {}
        for page in logs.paginate(logGroupName=group, filterPattern="request_answered"):
            for event in page["events"]:
                version = event["logStreamName"].partition("[")[2].partition("]")[0]
                answered[json.loads(event["message"])["correlation_id"]] = version
        return answered

    def colours(self, correlation_ids: Collection[str]) -> Counter[str]:
        """How many of these requests each colour answered. The last line of a function's process may still be in it."""
        names = {self.version_behind(colour): colour for colour in ("blue", "green")}
        answered = self.versions()
        return Counter(names[answered[found]] for found in answered.keys() & set(correlation_ids))

    def version_behind(self, colour: str) -> str:
        """The version to which an alias points."""
        alias = self.emulator.client("lambda").get_alias(FunctionName=NAMES.name("lambda", FUNCTION), Name=colour)
        return str(alias["FunctionVersion"])


@contextmanager
def running_stand(folder: Path) -> Iterator[Stand]:
    """Everything made anew, from nothing to a stack that takes payments for one merchant."""
    with (
        running_postgres(DATABASE_NAMES) as postgres,
        running_emulator(folder, postgres) as emulator,
        running_state_server() as states,
    ):
        # RDS makes the database with the cluster.
        database = postgres.new_database()
        queue_url, queue_arn = _subscriber(emulator)
        deployed = deployment(folder, emulator, states)
        resources = len(deployed.apply(spec_of(postgres, database, queue_arn)))
        stand = Stand(
            emulator=emulator,
            postgres=postgres,
            database=database,
            deployment=deployed,
            queue_url=queue_url,
            queue_arn=queue_arn,
            caller=_user(emulator, "shop", may=["execute-api:Invoke"]),
            stranger=_user(emulator, "stranger", may=[]),
            rival=_user(emulator, "rival", may=["execute-api:Invoke"]),
            resources=resources,
        )
        wait_until(lambda: current_version(stand.secret()) is not None, "the first rotation")
        _put_merchant(emulator, MERCHANT, caller="shop")
        _put_merchant(emulator, RIVAL_MERCHANT, caller="rival")
        yield stand


def current_version(secret: Mapping[str, Any]) -> str | None:
    """The version that the application reads."""
    labels = secret.get("VersionIdsToStages") or {}
    return next((version for version, its_labels in labels.items() if "AWSCURRENT" in its_labels), None)


def _subscriber(emulator: Emulator) -> tuple[str, str]:
    """A queue of those who look after failed payments: theirs, not the stack's. It lets topics of the account send."""
    sqs = emulator.client("sqs")
    url = str(sqs.create_queue(QueueName="failed-payments")["QueueUrl"])
    arn = str(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:*"}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})
    return url, arn


def _user(emulator: Emulator, name: str, *, may: Sequence[str]) -> Credentials:
    iam = emulator.client("iam")
    iam.create_user(UserName=name)
    if may:
        statement = {"Effect": "Allow", "Action": list(may), "Resource": f"arn:aws:execute-api:{REGION}:{ACCOUNT}:*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName=name, PolicyName="api", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def user_arn(name: str) -> str:
    """The identity of a user of IAM, as API Gateway gives it."""
    return f"arn:aws:iam::{ACCOUNT}:user/{name}"


def _put_merchant(emulator: Emulator, merchant_id: str, *, caller: str) -> None:
    texts = {"merchantId": merchant_id, "status": "active", "country": "DE"}
    item = {name: {"S": value} for name, value in texts.items()}
    emulator.client("dynamodb").put_item(
        TableName=NAMES.name("table", "merchants"), Item={**item, "callers": {"SS": [user_arn(caller)]}}
    )
