"""One function after the other, each with all that belongs to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from generator.builders.database import DatabaseExports
from generator.builders.encryption import KeyExports
from generator.builders.functions.aliases import build_aliases
from generator.builders.functions.dead_letters import build_dead_letter_queue
from generator.builders.functions.deploy import build_call_on_deploy
from generator.builders.functions.event_queues import build_event_queues
from generator.builders.functions.events import build_events
from generator.builders.functions.exports import FunctionExports
from generator.builders.functions.function import build_function
from generator.builders.functions.grantable import Grantable
from generator.builders.functions.role import build_role
from generator.builders.log_group import build_log_group
from generator.builders.network import NetworkExports
from generator.builders.parameters import ParameterExports
from generator.builders.secrets import SecretExports
from generator.builders.storage import StorageExports
from generator.builders.tables import TableExports
from generator.builders.topics import TopicExports
from generator.packaging.archives import Archives
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
    tenancy: str,
    promoted: Collection[str],
) -> dict[str, FunctionExports]:
    """Build every function of the spec; the result is by the name that the spec gives it.

    `promoted` are the functions whose blue alias a rollout moves.
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
    return {
        function.name: _function(
            scope.at(function), function, naming, grantable, keys, network, archives, tenancy, promoted
        )
        for function in functions
    }


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
    promoted: Collection[str],
) -> FunctionExports:
    name = naming.name("lambda", function.name)
    log_group_name, log_group_arn = build_log_group(
        scope,
        f"log-group-lambda-{function.name}",
        f"/aws/lambda/{name}",
        key=keys.logs,
        retention_days=function.log_retention_days,
    )
    queue = build_dead_letter_queue(scope, function, naming, keys=keys)
    event_queues = build_event_queues(scope, function, naming, keys=keys, dead_letters=Arn(queue.arn))
    role, attached = build_role(
        scope,
        function,
        naming,
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
    )
    if function.run_on_deploy:
        build_call_on_deploy(scope, function, built, archives=archives, database=grantable.database)
    aliases = build_aliases(scope, function, naming, built, promoted=promoted)
    build_events(
        scope,
        function,
        naming,
        aliases=aliases,
        tables=grantable.tables,
        queues=event_queues,
        dead_letters=Arn(queue.arn),
        role_policy=attached,
    )
    return FunctionExports(
        name=name,
        arn=Arn(built.arn),
        role_name=role.name,
        log_group_name=log_group_name,
        log_group_arn=log_group_arn,
        dead_letter_queue_name=queue.name,
        aliases=aliases,
    )
