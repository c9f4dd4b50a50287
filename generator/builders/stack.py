"""The whole payment stack of one environment: read it as the architecture diagram.

Each builder is given its slice of the spec and the exports of earlier ones, so this is the dependency graph.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.aws.provider import provider_constraint
from generator.builders.api import build_api
from generator.builders.audit import build_audit
from generator.builders.database import build_database
from generator.builders.encryption import build_keys
from generator.builders.functions import build_functions, build_roles
from generator.builders.functions.concurrency import check_concurrency
from generator.builders.load_balancer import build_load_balancer
from generator.builders.migration import build_migration
from generator.builders.monitoring import build_monitoring
from generator.builders.moved_blocks import declare_moved_blocks
from generator.builders.network import build_network
from generator.builders.network.zones import build_zones
from generator.builders.outputs import build_outputs
from generator.builders.parameters import build_parameters
from generator.builders.provider import configure_provider, configure_state, current_account
from generator.builders.rollouts import build_rollouts
from generator.builders.secrets import build_rotations, build_secrets
from generator.builders.storage import build_storage
from generator.builders.tables import build_tables
from generator.builders.topics import build_topics
from generator.diagnostics.spec_path import SpecPath
from generator.packaging.archives import Archives, UnbuiltArchives
from generator.planning.alias_versions import promoted_functions
from generator.planning.metric_targets import metric_targets
from generator.planning.migration import active_migration, function_settings, on_premises_peers
from generator.planning.naming import Naming, stack_name
from generator.planning.rollouts import plan_rollouts
from generator.planning.stripped_headers import stripped_headers
from generator.planning.unsupported_zones import unsupported_zones
from generator.spec.model import Environment
from generator.stack_plan import Scope, StackPlan


def build_stack(env: Environment, archives: Archives) -> StackPlan:
    """Plan the stack of an environment; `archives` says where the code of a function is."""
    scope = Scope()
    build_environment(scope, env, archives)
    return scope.plan()


def plan_stack(env: Environment) -> StackPlan:
    """Plan the stack of an environment of whose functions nobody needs the code."""
    return build_stack(env, UnbuiltArchives())


def planned_pointers(env: Environment) -> Mapping[str, SpecPath]:
    """Return the part of a spec that each address of its stack is planned for; the root is the spec as a whole."""
    return plan_stack(env).pointers


def build_environment(scope: Scope, env: Environment, archives: Archives) -> None:
    """Plan the stack of an environment in a scope."""
    naming = Naming(env.environment_suffix)

    configure_provider(
        scope,
        region=env.aws_region,
        tags=env.tags,
        suffix=env.environment_suffix,
        constraint=provider_constraint(env),
        binding=env.account,
    )
    configure_state(scope, env.state, stack_name(env), env.aws_region)
    account = current_account(scope, env.aws_region)

    keys = build_keys(scope.at(env.encryption), env.encryption, naming, account=account)
    check_concurrency(scope.at(env.functions), env.functions)
    roles = build_roles(scope.at(env.functions), env.functions, naming, account=account)
    zones = build_zones(scope.at(env.network), env.network, env.aws_region, unsupported=unsupported_zones(env))
    network = build_network(
        scope.at(env.network),
        env.network,
        naming,
        account=account,
        keys=keys,
        zones=zones,
        destroyed_before=[role.interfaces for role in roles.values()],
        peers=on_premises_peers(env),
    )

    storage = build_storage(
        scope.at(env.buckets),
        env.buckets,
        naming,
        keys=keys,
        account=account,
        protection=env.protection,
        records_configuration=env.audit.config.enabled and env.audit.config.recorder,
    )
    tables = build_tables(scope.at(env.tables), env.tables, naming, keys=keys, protection=env.protection)
    parameters = build_parameters(scope.at(env.parameters), env.parameters, naming, keys=keys)
    topics = build_topics(scope.at(env.topics), env.topics, naming, keys=keys, account=account)
    secrets = build_secrets(scope.at(env.secrets), env.secrets, naming, account=account, keys=keys)
    database = build_database(
        scope.at(env.database),
        env.database,
        naming,
        account=account,
        keys=keys,
        network=network,
        secrets=secrets,
        topics=topics,
        monitoring=env.monitoring,
        protection=env.protection,
    )

    functions = build_functions(
        scope.at(env.functions),
        env.functions,
        naming,
        account=account,
        keys=keys,
        network=network,
        tables=tables,
        parameters=parameters,
        topics=topics,
        secrets=secrets,
        storage=storage,
        database=database,
        archives=archives,
        roles=roles,
        tenancy=env.api.tenancy,
        promoted=promoted_functions(env),
        move=function_settings(env),
    )
    dms = build_migration(
        scope.at(env.migration) if env.migration else scope,
        active_migration(env),
        naming,
        account=account,
        keys=keys,
        network=network,
        secrets=secrets,
        functions=functions,
        database=env.database,
    )
    build_rotations(
        scope.at(env.secrets),
        env.secrets,
        account=account,
        secret_exports=secrets,
        functions=functions,
        database=database,
    )

    balancer = build_load_balancer(
        scope.at(env.load_balancer),
        env.load_balancer,
        env.api,
        naming,
        network=network,
        functions=functions,
        storage=storage,
        protection=env.protection,
        rollouts=env.rollouts,
    )
    api = build_api(
        scope.at(env.api),
        env.api,
        naming,
        network=network,
        balancer=balancer,
        keys=keys,
        stripped_headers=stripped_headers(env),
    )

    audit = build_audit(
        scope.at(env.audit),
        env.audit,
        naming,
        account=account,
        keys=keys,
        storage=storage,
        functions=functions,
        tables=tables,
    )
    targets = metric_targets(env)
    build_monitoring(
        scope.at(env.monitoring),
        env.monitoring,
        naming,
        account=account,
        targets=targets,
        topics=topics,
        api=api,
        balancer=balancer,
        functions=functions,
        tables=tables,
        database=database,
        audit=audit,
        vpn=network.link.vpn,
        dms=dms,
    )
    build_rollouts(
        scope.at(env.rollouts),
        plan_rollouts(env, targets),
        naming,
        account=account,
        keys=keys,
        topics=topics,
        functions=functions,
        balancer=balancer,
    )
    build_outputs(scope, account=account, network=network, api=api, functions=functions, topics=topics, storage=storage)
    declare_moved_blocks(scope, env, scope.addresses)
