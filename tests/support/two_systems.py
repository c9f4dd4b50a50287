"""Payments in two systems of record: green with the real ledger, blue behind the relay, and claims between them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from generator.rehearsal.certificates import Authority
from generator.rehearsal.on_premises import SERVER_NAME, OnPremises, running_on_premises
from tests.support.function_environment import function_environment
from tests.support.invocations import Invocations, running_invocations
from tests.support.lambda_events import Context
from tests.support.payment_cloud import PaymentCloud

GREEN_FUNCTION = "lambda-transaction-processing:green"
BLUE_FUNCTION = "lambda-payment-relay:blue"
CLAIMS = "payment-claims"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSystems:
    """`variables` are those of both functions; `blue` is the ledger's database on-premises."""

    cloud: PaymentCloud
    on_premises: OnPremises
    invocations: Invocations
    authority: Authority
    blue: str
    variables: Mapping[str, str] = field(repr=False)

    def claims(self) -> dict[str, dict[str, str]]:
        """The claims by payment, as they are in the table."""
        return {
            item["paymentId"]["S"]: {name: value["S"] for name, value in item.items()}
            for item in self.cloud.items(CLAIMS)
        }

    def booked(self) -> Counter[str]:
        """How often each payment is booked, over both ledgers."""
        green = self.cloud.sql("SELECT payment_id::text FROM ledger.payments")
        blue = self.cloud.postgres.run("SELECT payment_id::text FROM payments.payments", database=self.blue)
        return Counter(row[0] for row in [*green, *blue])

    def colours_of(self, payment_id: str) -> str:
        """Which ledgers have a payment: `green`, `blue`, `green blue` or nothing."""
        query = "SELECT count(*) FROM {}.payments WHERE payment_id = CAST(:id AS uuid)"
        [[green]] = self.cloud.sql(query.format("ledger"), id=payment_id)
        [[blue]] = self.cloud.postgres.run(query.format("payments"), database=self.blue, id=payment_id)
        return " ".join(["green"] * green + ["blue"] * blue)

    def let_pass(self) -> None:
        """Nothing goes wrong any more."""
        self.on_premises.faults.clear()
        self.invocations._planted.clear()


def create_claims_table(cloud: PaymentCloud) -> str:
    """The name of the table, which is as the infrastructure makes it."""
    name = cloud.name(CLAIMS)
    if name in cloud.moto.client("dynamodb").list_tables()["TableNames"]:
        return name
    texts = ("paymentId", "outcomeUnknown", "unknownSince")
    cloud.moto.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "paymentId", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": text, "AttributeType": "S"} for text in texts],
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[
            {
                "IndexName": "unknown",
                "KeySchema": [
                    {"AttributeName": "outcomeUnknown", "KeyType": "HASH"},
                    {"AttributeName": "unknownSince", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    return name


@contextmanager
def two_systems(cloud: PaymentCloud, *, mutual: bool = False) -> Iterator[TwoSystems]:
    """Both systems of one environment. `invocations` has no functions yet."""
    blue, authority = cloud.postgres.new_database(), Authority()
    connect = partial(cloud.postgres.connect, blue)
    with (
        running_on_premises(connect, authority, mutual=mutual) as on_premises,
        running_invocations({}) as invocations,
    ):
        client = authority.issue("relay.example.internal")
        certificates = {"certificateAuthority": authority.certificate.decode()}
        if mutual:
            certificates |= {"certificate": client.certificate.decode(), "privateKey": client.private_key.decode()}
        name = f"relay-certificates-{cloud.suffix}-{blue}"
        secret = cloud.moto.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(certificates))
        yield TwoSystems(
            cloud=cloud,
            on_premises=on_premises,
            invocations=invocations,
            authority=authority,
            blue=blue,
            variables={
                **cloud.variables,
                "AWS_ENDPOINT_URL_LAMBDA": invocations.url,
                "TABLE_PAYMENT_CLAIMS": create_claims_table(cloud),
                "FUNCTION_PAYMENT_RELAY": BLUE_FUNCTION,
                "FUNCTION_TRANSACTION_PROCESSING": GREEN_FUNCTION,
                "RELAY_ADDRESSES": ",".join(on_premises.addresses),
                "RELAY_SERVER_NAME": SERVER_NAME,
                "RELAY_TIMEOUT_SECONDS": "10",
                "SECRET_RELAY_CERTIFICATES": secret["ARN"],
            },
        )


@contextmanager
def both_inside(systems: TwoSystems) -> Iterator[TwoSystems]:
    """While this lasts, the test's own process stands in for the execution environments of both functions."""
    from payment_relay.handler import handler as relay
    from transaction_processing.handler import handler as processing

    systems.invocations.functions |= {
        GREEN_FUNCTION: lambda event: processing(event, Context()),
        BLUE_FUNCTION: lambda event: relay(event, Context()),
    }
    with function_environment(systems.cloud), pytest.MonkeyPatch.context() as patch:
        for name, value in systems.variables.items():
            patch.setenv(name, value)
        yield systems
