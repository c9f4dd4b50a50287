"""Each function with all that belongs to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.builders.database import DatabaseExports
from generator.builders.encryption import KeyExports
from generator.builders.functions.aliases import build_aliases
from generator.builders.functions.dead_letters import build_dead_letter_queue
from generator.builders.functions.deploy_invocation import build_deploy_invocation
from generator.builders.functions.event_queues import EventQueue, build_event_queues
from generator.builders.functions.events import build_events
from generator.builders.functions.exports import FunctionExports
from generator.builders.functions.function import build_function
from generator.builders.functions.grant_targets import GrantTargets
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
    grant_targets = GrantTargets(
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
            grant_targets,
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
        build_deploy_invocation(
            scope.at(parts.function), parts.function, parts.built, archives=archives, database=database
        )
        for parts in built
        if parts.function.run_on_deploy
    ]
    ready = [*migrated, *database.reachable]
    return {
        parts.function.name: _exports(scope.at(parts.function), parts, naming, account, ready, tables, promoted)
        for parts in built
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _FunctionParts:
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
    grant_targets: GrantTargets,
    keys: KeyExports,
    network: NetworkExports,
    archives: Archives,
    tenancy: str,
    role: FunctionRole,
    move: FunctionSettings,
) -> _FunctionParts:
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
        grant_targets=grant_targets,
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
        grant_targets=grant_targets,
        tenancy=tenancy,
        keys=keys,
        network=network,
        move=move,
    )
    return _FunctionParts(
        function=function,
        built=built,
        role=role,
        attached=attached,
        queue=queue,
        event_queues=tuple(event_queues),
        log_group_name=log_group_name,
        log_group_arn=log_group_arn,
    )


@step
def _exports(
    scope: Scope,
    parts: _FunctionParts,
    naming: Naming,
    account: Account,
    ready: Sequence[Any],
    tables: Mapping[str, TableExports],
    promoted: Collection[str],
) -> FunctionExports:
    """What reads or writes the database serves no new code before its schema is there; the migration has none to wait
    for, as it is called past its aliases."""
    waits = parts.function.database and not parts.function.run_on_deploy
    aliases = build_aliases(scope, parts.function, naming, parts.built, after=ready if waits else (), promoted=promoted)
    build_events(
        scope,
        parts.function,
        naming,
        account=account,
        aliases=aliases,
        tables=tables,
        queues=parts.event_queues,
        dead_letters=Arn(parts.queue.arn),
        role_policy=parts.attached,
    )
    return FunctionExports(
        name=naming.name("lambda", parts.function.name),
        arn=Arn(parts.built.arn),
        role_name=parts.role.role.name,
        log_group_name=parts.log_group_name,
        log_group_arn=parts.log_group_arn,
        dead_letter_queue_name=parts.queue.name,
        aliases=aliases,
    )
