"""The move of payments from a system on-premises (blue) to AWS (green): claims that decide whose a payment is, the
relay in front of on-premises, replication both ways, and the rollout that moves the weights. The phase decides
what exists and what is allowed; null where nothing moves.

Generated from schemas/migration.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model.rollouts import Approval
from generator.spec.record import Record

Phase = Literal["prepare", "replicate", "shift", "complete", "decommissioned"]


class SourceColumns(Record):
    """Its columns; null where it has none for that."""

    pointer: SpecPath
    payment_id: str
    """The id by which callers know a payment."""
    idempotency_key: str | None
    """The Idempotency-Key of a payment: by it a retry is recognised where ids do not follow from keys as ours do
    (docs/payments.md).
    """
    merchant_id: str
    """The merchant, as callers name it."""
    customer_id: str | None
    """The customer."""
    amount: str
    """The amount as a whole number of the currency's smallest unit."""
    currency: str
    """The code of the currency in ISO 4217."""
    reference: str | None
    """What the caller wrote beside it."""
    status: str | None
    """Its status, in our words or in those of statuses; null: what is there was approved."""
    refunded_amount: str | None
    """What was given back in refunds, in the smallest unit."""
    version: str | None
    """A number that counts up with each change."""
    created_at: str
    """When it was taken: a timestamp, which is UTC where it has no time zone."""


class SourcePayments(Record):
    """How a row of the replicated copy is a payment: by it on-premises' payments are read through the API once they
    are decommissioned, and their keys are not booked again; null where none of them will be asked for any more.
    """

    pointer: SpecPath
    table: str
    """The table, or a view of yours over the copy in Aurora, where one column for each does not do."""
    columns: SourceColumns
    """Its columns; null where it has none for that."""
    statuses: Mapping[str, Literal["approved", "in_review", "declined", "reversed"]]
    """What the values of its status mean, where they are not ours."""


class MigrationSource(Record):
    """The database on-premises; null once it is decommissioned."""

    pointer: SpecPath
    engine: Literal["postgres", "mysql", "mariadb", "oracle", "sqlserver", "db2"]
    """What it is. Native replication is for postgres; the others need method dms."""
    host: str
    """Its address, or a name that resolves in the VPC and stands on its certificate."""
    addresses: tuple[str, ...]
    """Where host is a name: the private IPv4 addresses that it has. Security groups, routes and network ACLs let
    the database through to these alone.
    """
    port: int
    """The port."""
    database: str
    """The name of the database; with oracle that of the service."""
    secret: str
    """The secret with username and password as JSON, and where they are needed certificateAuthority (PEM) and
    serverName, with dms host and port. It is made, and an operator writes its value.
    """
    tables: tuple[str, ...]
    """The tables that are replicated, with their schema: schema.table, or schema.* for all of a schema."""
    payments: SourcePayments | None
    """How a row of the replicated copy is a payment: by it on-premises' payments are read through the API once they
    are decommissioned, and their keys are not booked again; null where none of them will be asked for any more.
    """


class Replication(Record):
    """How data comes from on-premises to Aurora, and back."""

    pointer: SpecPath
    method: Literal["logical", "dms"]
    """logical: native logical replication of PostgreSQL, run by the function database-replication; dms: AWS
    Database Migration Service, for other engines.
    """
    maximum_lag_seconds: int
    """The most seconds that either side may be behind: more rings an alarm, and the rollout does not go on."""
    maximum_retained_gigabytes: int
    """The most gigabytes of WAL that a replication slot may keep before an alarm rings: well below what is free on
    the source's disk.
    """
    fallback: bool
    """Whether on-premises gets what AWS books, so that going back loses nothing."""
    compare_every_minutes: int
    """Minutes between two comparisons of both sides by counts and checksums."""
    instance_class: str
    """With dms: the class of the replication instance."""
    certificate_arn: str | None
    """With dms: the certificate in DMS of the CA that issued the one of the database on-premises, imported once
    with `aws dms import-certificate`. Without it DMS would not know whom it talks to.
    """


class Relay(Record):
    """How payment-relay calls the payment system on-premises; null once it is decommissioned."""

    pointer: SpecPath
    addresses: tuple[str, ...]
    """Its private IPv4 addresses, tried in turn where no connection comes about."""
    port: int
    """The port."""
    server_name: str
    """The host name that its certificate must have, which is sent as Host."""
    certificates: str | None
    """A secret with JSON of certificateAuthority (the CA of its certificate), certificate and privateKey (of a
    client, for mutual TLS), all PEM; null for public CAs and no client certificate. It is made, and an operator
    writes its value.
    """
    timeout_seconds: int
    """Seconds for which it waits for an answer; then the outcome is unknown, and is asked for."""
    connect_timeout_seconds: int
    """Seconds for which it waits for a connection before it tries the next address."""
    read_only: bool
    """Whether nothing is booked on-premises any more: what is blue's is shown and not changed, and new payments are
    green's, wherever they arrive. In phase complete, so that all of it can be kept before it is decommissioned.
    """


Reads = Literal["owner", "joined"]

EarlierPayments = Literal["ask", "ignore"]


class MigrationRollout(Record):
    """The rollout `migration`, there from phase shift on: it moves the weights from blue to green as others do, and
    asks database-replication besides its guards.
    """

    pointer: SpecPath
    targets: tuple[str, ...]
    """The targets whose weights it moves, all together."""
    steps: tuple[int, ...]
    """Per cent of the requests to green, step by step; the last is 100."""
    bake_minutes: int
    """Minutes for which each step is watched before the next."""
    guards: tuple[str, ...] | None
    """The alarms that stop it, by their names in this spec; null: those of the green side, of its functions and of
    the API. An alarm with forEach stands for all that it makes.
    """
    minimum_requests: int
    """Requests that green must have got before a step proves anything; 0 asks for none."""
    on_alarm: Literal["rollback", "pause"]
    """What it does when a guard is in alarm: rollback, or pause and wait for somebody to resume or abort it."""
    approval: Approval
    """The steps that somebody must approve."""
    wait_hours: int
    """Hours for which it waits for an approval, for somebody to resume it, or for enough requests; then it goes
    back.
    """
    drain_seconds: int
    """Seconds for which a side that has lost its weight stays as it is, since the balancer goes on by the old
    weights for a while. More than the timeout of traffic-control.
    """
    topic: str
    """The topic that hears how it ended, and when it waits for somebody."""


class Migration(Record):
    """The move of payments from a system on-premises (blue) to AWS (green): claims that decide whose a payment is,
    the relay in front of on-premises, replication both ways, and the rollout that moves the weights. The phase
    decides what exists and what is allowed; null where nothing moves.
    """

    pointer: SpecPath
    phase: Phase
    """prepare: claims and relay are there, all payments go to blue. replicate: data is copied and compared, too.
    shift: the rollout `migration` may move weights. complete: green has them all, blue is kept and gets what AWS
    books. decommissioned: nothing leads on-premises any more; claims stay, so that no old key is booked again.
    """
    source: MigrationSource | None
    """The database on-premises; null once it is decommissioned."""
    replication: Replication
    """How data comes from on-premises to Aurora, and back."""
    relay: Relay | None
    """How payment-relay calls the payment system on-premises; null once it is decommissioned."""
    reads: Reads
    """What a list of payments has while both sides book: owner: those of the side that answers, and it says whose
    they are; joined: those of both, newest first.
    """
    earlier_payments: EarlierPayments
    """Keys that nobody has claimed may be of payments from before claims began: ask: green asks on-premises before
    it claims one; ignore: claims have run on blue for longer than callers retry, and green takes payments while
    on-premises is away.
    """
    rollout: MigrationRollout
    """The rollout `migration`, there from phase shift on: it moves the weights from blue to green as others do, and
    asks database-replication besides its guards.
    """
