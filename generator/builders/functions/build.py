"""One function after the other, each with all that belongs to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.builders.database import DatabaseExports
from generator.builders.encryption import KeyExports
from generator.builders.functions.aliases import build_aliases
from generator.builders.functions.dead_letters import build_dead_letter_queue
from generator.builders.functions.deploy import build_call_on_deploy
from generator.builders.functions.event_queues import EventQueue, build_event_queues
from generator.builders.functions.events import build_events
from generator.builders.functions.exports import FunctionExports
from generator.builders.functions.function import build_function
from generator.builders.functions.grantable import Grantable
from generator.builders.functions.role import FunctionRole, attach_policy
from generator.builders.log_group import build_log_group
from generator.builders.network import NetworkExports
from generator.builders.parameters import ParameterExports
from generator.builders.secrets import SecretExports
from generator.builders.storage import StorageExports
from generator.builders.tables import TableExports
from generator.builders.topics import TopicExports
from generator.packaging.archives import Archives
from generator.planning.migration import FunctionSettings
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.functions import Function
from generator.stack_plan import Scope, step


@step
def build_functions(
    scope: Scope,
    functions: Sequence[Function],
    naming: Naming,
    *,
    account: Account,
    keys: KeyExports,
    network: NetworkExports,
    tables: Mapping[str, TableExports],
    parameters: Mapping[str, ParameterExports],
    topics: Mapping[str, TopicExports],
    secrets: Mapping[str, SecretExports],
    storage: StorageExports,
    database: DatabaseExports,
    archives: Archives,
    roles: Mapping[str, FunctionRole],
    tenancy: str,
    promoted: Collection[str],
    move: FunctionSettings,
) -> dict[str, FunctionExports]:
    """Build every function of the spec; the result is by the name that the spec gives it.

    `promoted` are the functions whose blue alias a rollout moves; `move` is what a migration adds to them.
    """
    grantable = Grantable(
        tables=tables,
        secrets=secrets,
        topics=topics,
        parameters=parameters,
        buckets=storage.buckets,
        database=database,
        account=account,
        naming=naming,
    )
    built = [
        _function(
            scope.at(function),
            function,
            naming,
            grantable,
            keys,
            network,
            archives,
            tenancy,
            roles[function.name],
            move,
        )
        for function in functions
    ]
    migrated = [
        build_call_on_deploy(scope.at(one.function), one.function, one.built, archives=archives, database=database)
        for one in built
        if one.function.run_on_deploy
    ]
    ready = [*migrated, *database.reachable]
    return {
        one.function.name: _exports(scope.at(one.function), one, naming, account, ready, tables, promoted)
        for one in built
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Built:
    """A function before it has its aliases, which wait for what is called on deploy."""

    function: Function
    built: Any
    role: FunctionRole
    attached: Any
    queue: Any
    event_queues: tuple[EventQueue, ...]
    log_group_name: str
    log_group_arn: Arn


@step
def _function(
    scope: Scope,
    function: Function,
    naming: Naming,
    grantable: Grantable,
    keys: KeyExports,
    network: NetworkExports,
    archives: Archives,
    tenancy: str,
    role: FunctionRole,
    move: FunctionSettings,
) -> _Built:
    log_group_name, log_group_arn = build_log_group(
        scope,
        f"log-group-lambda-{function.name}",
        f"/aws/lambda/{naming.name('lambda', function.name)}",
        key=keys.logs,
        retention_days=function.log_retention_days,
    )
    queue = build_dead_letter_queue(scope, function, naming, keys=keys)
    event_queues = build_event_queues(scope, function, naming, keys=keys, dead_letters=Arn(queue.arn))
    attached = attach_policy(
        scope,
        function,
        role,
        grantable=grantable,
        keys=keys,
        log_group=log_group_arn,
        queue=Arn(queue.arn),
        event_queues=event_queues,
    )
    built = build_function(
        scope,
        function,
        naming,
        archives=archives,
        role=role,
        role_policy=attached,
        queue=queue,
        log_group_name=log_group_name,
        grantable=grantable,
        tenancy=tenancy,
        keys=keys,
        network=network,
        move=move,
    )
    return _Built(
        function=function,
        built=built,
        role=role,
        attached=attached,
        queue=queue,
        event_queues=tuple(event_queues),
        log_group_name=log_group_name,
        log_group_arn=log_group_arn,
    )


def _exports(
    scope: Scope,
    one: _Built,
    naming: Naming,
    account: Account,
    ready: Sequence[Any],
    tables: Mapping[str, TableExports],
    promoted: Collection[str],
) -> FunctionExports:
    """What reads or writes the database serves no new code before its schema is there; the migration has none to wait
    for, as it is called past its aliases."""
    waits = one.function.database and not one.function.run_on_deploy
    aliases = build_aliases(scope, one.function, naming, one.built, after=ready if waits else (), promoted=promoted)
    build_events(
        scope,
        one.function,
        naming,
        account=account,
        aliases=aliases,
        tables=tables,
        queues=one.event_queues,
        dead_letters=Arn(one.queue.arn),
        role_policy=one.attached,
    )
    return FunctionExports(
        name=naming.name("lambda", one.function.name),
        arn=Arn(one.built.arn),
        role_name=one.role.role.name,
        log_group_name=one.log_group_name,
        log_group_arn=one.log_group_arn,
        dead_letter_queue_name=one.queue.name,
        aliases=aliases,
    )
