"""The Lambda functions. Each has its own role, key use, log group, dead-letter queue and the aliases blue and
green.

Generated from schemas/functions.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model_methods import functions as methods
from generator.spec.model_methods.functions import COLOURS as COLOURS
from generator.spec.model_methods.functions import Grant as Grant
from generator.spec.record import Record


class Alias(Record):
    """An alias: what stands behind the target group of its colour."""

    pointer: SpecPath
    version: str | None
    """latest: the version that this apply publishes; stable, for blue: the first version, moved by promotions
    alone; a number, quoted, to pin the colour. null: stable for blue where a rollout promotes the function, else
    latest.
    """
    provisioned_concurrency: int
    """Execution environments that are kept initialized for this alias: this is what removes cold starts, and it is
    paid by the hour. Reserved concurrency warms nothing: it only caps and guarantees. At most
    reservedConcurrency over both aliases.
    """


class TableGrant(Record):
    """One table."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    access: tuple[Literal["read", "write", "readWrite", "put", "update", "claim", "scan"], ...]
    """read: get, query (indexes too); write: put, update, delete; readWrite: both; put: write whole items only;
    update: change single items only; claim: get, query, put and change single items, never delete; scan: read
    the whole table.
    """


class SecretGrant(Record):
    """One secret."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    access: tuple[Literal["read", "rotate"], ...]
    """read: the current value; rotate: read, and put the next version in its place."""


class TopicGrant(Record):
    """One topic."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    access: tuple[Literal["publish"], ...]
    """publish: send messages."""


class ParameterGrant(Record):
    """One parameter."""

    pointer: SpecPath
    name: str
    """The parameter, by its name in the spec."""
    access: tuple[Literal["read"], ...]
    """read: the current value."""


Colour = Literal["blue", "green"]


class FunctionGrant(Record):
    """One function."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    access: tuple[Literal["invoke"], ...]
    """invoke: call it, and wait for the answer or not."""
    alias: Colour
    """The colour that is called."""


class BucketGrant(Record):
    """One bucket."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    access: tuple[Literal["read", "write", "readWrite"], ...]
    """read: list the bucket and get objects; write: put objects, never delete them; readWrite: both."""


class DatabaseUserGrant(Record):
    """One user."""

    pointer: SpecPath
    name: str
    """The user, as the database knows it."""
    access: tuple[Literal["connect"], ...]
    """connect: log in as this user."""


class Grants(Record):
    """What the function may use, and in which way. Its role's policy, its keys and its environment variables follow
    from this, and it may nothing else.
    """

    pointer: SpecPath
    tables: tuple[TableGrant, ...]
    """Tables of this spec. The name comes in TABLE_<NAME>."""
    secrets: tuple[SecretGrant, ...]
    """Secrets of this spec, and `master`, the database's own administrator, which RDS manages. The ARN comes in
    SECRET_<NAME>.
    """
    topics: tuple[TopicGrant, ...]
    """Topics of this spec. The ARN comes in TOPIC_<NAME>."""
    parameters: tuple[ParameterGrant, ...]
    """Parameters of this spec. The name comes in PARAMETER_<NAME>."""
    functions: tuple[FunctionGrant, ...]
    """Other functions of this spec. The ARN of the alias comes in FUNCTION_<NAME>."""
    buckets: tuple[BucketGrant, ...]
    """Buckets of this spec. The name comes in BUCKET_<NAME>."""
    database_users: tuple[DatabaseUserGrant, ...]
    """Database users as which the function logs in by IAM instead of by password. Needs `database: true`."""

    by_kind = methods.by_kind


class Variable(Record):
    """One variable."""

    pointer: SpecPath
    name: str
    """The variable."""
    value: str
    """Its value."""


class Aliases(Record):
    """The two aliases: blue and green."""

    pointer: SpecPath
    blue: Alias
    """The alias blue: what stands behind the target group of that colour."""
    green: Alias
    """The alias green: what stands behind the target group of that colour."""

    by_colour = methods.by_colour


class Asynchronous(Record):
    """What Lambda does with a call that nobody waits for. What fails for good goes to the dead-letter queue."""

    pointer: SpecPath
    maximum_retries: int
    """Attempts after the first one has failed."""
    maximum_age_seconds: int
    """Seconds for which a call may wait for its turn."""


class ScheduledCall(Record):
    """One call."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    expression: str
    """When EventBridge calls, in UTC."""
    input: str | None
    """The event that the function gets, as JSON text; null for EventBridge's own."""


class TableEvents(Record):
    """One table."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    batch_size: int
    """The most records of one call."""
    starting_position: Literal["LATEST", "TRIM_HORIZON"]
    """Where a new reader begins: with what comes from now on, or with the oldest record that the stream still has."""
    maximum_retries: int
    """Attempts after the first one has failed. The records behind wait as long."""


class QueueEvents(Record):
    """One queue."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    batch_size: int
    """The most messages of one call."""
    maximum_receives: int
    """How often a message is tried before it goes to the dead-letter queue."""
    retention_days: int
    """Days that a message waits at most."""


class Events(Record):
    """What calls the function besides the API: always one of its aliases, never the newest code as such."""

    pointer: SpecPath
    alias: Colour
    """The alias that is called. Change it as weights change: events know no weights."""
    schedule: str | None
    """When EventBridge calls it, in UTC; null for never. What needs an event of its own, or several times, is in
    schedules.
    """
    schedules: tuple[ScheduledCall, ...]
    """Further calls by the clock, each with an event of its own."""
    tables: tuple[TableEvents, ...]
    """Tables whose changes it reads, in order and in batches. The table must have a stream. A batch that fails for
    good leaves word in the dead-letter queue.
    """
    queues: tuple[QueueEvents, ...]
    """Queues of its own, by which others hand it work, encrypted and open over TLS only. What fails for good goes
    to the dead-letter queue.
    """


class Function(Record):
    """One function."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    description: str | None
    """What the function is for, as the console shows it."""
    source: str | None
    """The folder below lambda_src that holds the handler; the function's name with underscores where it is not
    given.
    """
    handler: str | None
    """Module and function that Lambda calls; <source>.handler.handler where it is not given."""
    runtime: str
    """The Lambda runtime. One that Lambda no longer supports is refused."""
    architecture: Literal["arm64", "x86_64"]
    """arm64 (Graviton) costs a fifth less for the same memory and time."""
    memory_megabytes: int
    """Memory in MB. The share of CPU follows it: 1769 MB are one whole vCPU."""
    timeout_seconds: int
    """Seconds after which Lambda stops the function. Behind the API it must answer within 29."""
    ephemeral_storage_megabytes: int
    """Size of /tmp in MB."""
    reserved_concurrency: int | None
    """Executions at a time that are kept for this function, and the most that it gets. It warms nothing: see
    provisionedConcurrency. 0 stops the function; null reserves nothing, as in a new account, whose quota of 10
    leaves nothing to reserve.
    """
    log_retention_days: int
    """Days that CloudWatch keeps a log. Only the values that CloudWatch Logs knows; 400 serves twelve months of
    audit trail.
    """
    log_level: Literal["DEBUG", "INFO", "WARN", "ERROR"]
    """The least severe log line that is kept."""
    database: bool
    """True for a function that talks to the database: it gets DATABASE_HOST, DATABASE_READER_HOST, DATABASE_PORT
    and DATABASE_NAME. They lead to the proxy where there is one, but to the cluster for whom the proxy does not
    know: who is granted `master`, rotates, or logs in by IAM. The password is a secret: grant it.
    """
    grants: Grants
    """What the function may use, and in which way. Its role's policy, its keys and its environment variables follow
    from this, and it may nothing else.
    """
    environment: tuple[Variable, ...]
    """Environment variables besides those that follow from the grants. Never a secret: grant one instead."""
    aliases: Aliases
    """The two aliases: blue and green."""
    asynchronous: Asynchronous
    """What Lambda does with a call that nobody waits for. What fails for good goes to the dead-letter queue."""
    events: Events
    """What calls the function besides the API: always one of its aliases, never the newest code as such."""
    dead_letter_retention_days: int
    """Days for which the dead-letter queue keeps a call that has failed."""
    run_on_deploy: bool
    """True to call the function once in every apply that changes its code, after the database is there. An error of
    the function fails the apply.
    """
    deploy_input: str
    """With runOnDeploy: the event, as JSON text."""

    source_folder = methods.source_folder
    entry_point = methods.entry_point
