"""Check that what one part of a spec names is there: a row a reference, each with an id of its own.

A rule that checks more than the name has a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.aws.availability_zones import ZONES
from generator.aws.config_rules import managed_rules
from generator.aws.grants import KINDS, MASTER_SECRET
from generator.aws.partitions import other_partition
from generator.diagnostics.findings import Finding, Level, unknown_name
from generator.diagnostics.spec_path import SpecPath
from generator.planning.database_access import ENDPOINT_PARAMETERS
from generator.spec.model import Environment


@dataclass(frozen=True, slots=True)
class Use:
    """A name that is used: where, among which it must be, and what to report where it is not."""

    name: str
    pointer: SpecPath
    known: Iterable[str]
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A rule over the uses of a name."""

    CODE: str
    LEVEL: Level = "error"
    SUMMARY: str
    SOURCE: str
    WHY: str
    uses: Callable[[Environment], Iterator[Use]]

    def check(self, env: Environment) -> Iterator[Finding]:
        for use in self.uses(env):
            if use.name not in use.known:
                yield unknown_name(self.CODE, use.pointer, use.problem, use.name, use.known, use.remedy)


def _route_targets(env: Environment) -> Iterator[Use]:
    known = [target.name for target in env.load_balancer.targets]
    for route in env.api.routes:
        problem = f"there is no target {route.target!r} for route {route.name!r}"
        yield Use(route.target, route.pointer / "target", known, problem, ": add it to 'loadBalancer.targets'")


def _data_events(env: Environment) -> Iterator[Use]:
    existing: Mapping[str, list[str]] = {
        "buckets": [bucket.name for bucket in env.buckets],
        "functions": [function.name for function in env.functions],
        "tables": [table.name for table in env.tables],
    }
    for events in env.audit.trail.data_events:
        known = existing[events.of]
        for position, name in enumerate(events.include):
            problem = f"there is no {name!r} in '{events.of}' for {events.name!r}"
            remedy = f": known are {', '.join(known) or 'none'}"
            yield Use(name, events.pointer / "include" / position, known, problem, remedy)


def _event_topics(env: Environment) -> Iterator[Use]:
    known = [topic.name for topic in env.topics]
    for position, name in enumerate(env.database.event_topics or ()):
        remedy = f": add it to 'topics', or set 'eventTopics' to one of {', '.join(known)}"
        yield Use(name, env.database.pointer / "eventTopics" / position, known, f"there is no topic {name!r}", remedy)


def _config_rules(env: Environment) -> Iterator[Use]:
    for rule in env.audit.config.rules if env.audit.config.enabled else ():
        problem = f"AWS Config is not known to manage a rule {rule.identifier!r}"
        yield Use(rule.identifier, rule.pointer / "identifier", managed_rules(), problem, ": look it up in AWS's list")


def _table_keys(env: Environment) -> Iterator[Use]:
    for table in env.tables:
        declared = [attribute.name for attribute in table.attributes]
        for key, at in table.key_attributes():
            problem = f"{key!r} is not a declared attribute of table {table.name!r}"
            yield Use(key, at, declared, problem, ": add it to 'attributes'")


def _grants(env: Environment) -> Iterator[Use]:
    # Users of the database are made by its migrations: nobody knows them here.
    existing: Mapping[str, Sequence[str]] = {
        "tables": [table.name for table in env.tables],
        "secrets": [*(secret.name for secret in env.secrets), MASTER_SECRET],
        "topics": [topic.name for topic in env.topics],
        "parameters": [*(parameter.name for parameter in env.parameters), *ENDPOINT_PARAMETERS],
        "functions": [function.name for function in env.functions],
        "buckets": [bucket.name for bucket in env.buckets],
    }
    for function in env.functions:
        for kind, grants in function.grants.by_kind().items():
            known = existing.get(kind, ())
            remedy = f": add it to {kind!r}" + (f", or grant one of {', '.join(known)}" if known else "")
            for grant in grants if kind in existing else ():
                problem = f"there is no {KINDS[kind].noun} {grant.name!r}"
                yield Use(grant.name, grant.pointer / "name", known, problem, remedy)


def _event_tables(env: Environment) -> Iterator[Use]:
    known = [table.name for table in env.tables]
    for function in env.functions:
        for events in function.events.tables:
            problem = f"there is no table {events.name!r} whose changes {function.name!r} could read"
            yield Use(events.name, events.pointer / "name", known, problem, ": add it to 'tables'")


def _target_functions(env: Environment) -> Iterator[Use]:
    known = [function.name for function in env.functions]
    for target in env.load_balancer.targets:
        backends, uses = target.backends(), dict[tuple[str, SpecPath], list[str]]()
        for colour, name in target.functions().items():
            backend = backends[colour]
            at = backend.pointer / "function" if backend.function else target.pointer / "name"
            uses.setdefault((name, at), []).append(colour)
        for (name, at), colours in uses.items():
            problem = f"there is no function {name!r} for {' and '.join(colours)} of target {target.name!r}"
            yield Use(name, at, known, problem, ": add it to 'functions', or set 'remove: true' on the target")


def _rollout_targets(env: Environment) -> Iterator[Use]:
    known = [target.name for target in env.load_balancer.targets]
    for rollout in env.rollouts:
        for index, name in enumerate(rollout.targets):
            problem = f"there is no target {name!r} for rollout {rollout.name!r}"
            yield Use(name, rollout.pointer / "targets" / index, known, problem, ": add it to 'loadBalancer.targets'")


def _rollout_checks(env: Environment) -> Iterator[Use]:
    known = [function.name for function in env.functions]
    for rollout in env.rollouts:
        for index, name in enumerate(rollout.checks):
            problem = f"there is no function {name!r} for rollout {rollout.name!r} to ask"
            yield Use(name, rollout.pointer / "checks" / index, known, problem, ": add it to 'functions'")


def _rollout_topics(env: Environment) -> Iterator[Use]:
    known = [topic.name for topic in env.topics]
    for rollout in env.rollouts:
        problem = f"there is no topic {rollout.topic!r} for rollout {rollout.name!r}"
        yield Use(rollout.topic, rollout.pointer / "topic", known, problem, ": add it to 'topics'")


def _region(env: Environment) -> Iterator[Use]:
    if other_partition(env.aws_region) is not None:
        return
    problem = f"the region {env.aws_region!r} is not known"
    yield Use(env.aws_region, SpecPath(("awsRegion",)), ZONES, problem, ": its zones can't be checked")


REFERENCES: tuple[Reference, ...] = (
    Reference(
        CODE="API001",
        SUMMARY="a route names a target that does not exist",
        SOURCE="generator/planning/listener_rules.py",
        WHY="A route that leads to no target would be answered with the balancer's 404.",
        uses=_route_targets,
    ),
    Reference(
        CODE="AUD001",
        SUMMARY="data events of a name that does not exist",
        SOURCE="CloudTrail user guide, Logging data events",
        WHY="A selection that names what is not there would watch less than its author believes.",
        uses=_data_events,
    ),
    Reference(
        CODE="AUD009",
        LEVEL="warning",
        SUMMARY="a managed rule that AWS Config is not known to have",
        SOURCE="AWS Config developer guide, List of AWS Config managed rules",
        WHY="AWS Config refuses a rule that it does not manage. It learns new ones, so ours is a warning.",
        uses=_config_rules,
    ),
    Reference(
        CODE="DBS052",
        SUMMARY="events of the database go to a topic that does not exist",
        SOURCE="RDS user guide, Subscribing to Amazon RDS event notification",
        WHY="A failover of which nobody learns is found by the callers.",
        uses=_event_topics,
    ),
    Reference(
        CODE="DDB002",
        SUMMARY="key is not a declared attribute",
        SOURCE="DynamoDB API reference, CreateTable, AttributeDefinitions",
        WHY="Every key of a table or index must be a declared attribute: DynamoDB refuses the table otherwise.",
        uses=_table_keys,
    ),
    Reference(
        CODE="FUN001",
        SUMMARY="a grant names a thing that does not exist",
        SOURCE="generator/builders/functions/grant_targets.py",
        WHY="A grant for a thing that the stack does not have gives a role nothing, and the function fails at its "
        "first call.",
        uses=_grants,
    ),
    Reference(
        CODE="FUN060",
        SUMMARY="a function reads a table that does not exist",
        SOURCE="generator/builders/functions/events.py",
        WHY="A function can be called by the changes of a table that the stack has.",
        uses=_event_tables,
    ),
    Reference(
        CODE="LBR002",
        SUMMARY="a target names a function that does not exist",
        SOURCE="generator/builders/load_balancer/target_groups.py",
        WHY="A target group needs the alias of a function that the stack has.",
        uses=_target_functions,
    ),
    Reference(
        CODE="NET004",
        LEVEL="warning",
        SUMMARY="the region is not known",
        SOURCE="generator/aws/availability_zones.py",
        WHY="A region that this tool does not know may be a slip, and its zones cannot be checked.",
        uses=_region,
    ),
    Reference(
        CODE="ROL008",
        SUMMARY="a rollout names a target that does not exist",
        SOURCE="generator/planning/rollouts.py",
        WHY="A rollout moves the weights of rules, which only a target has.",
        uses=_rollout_targets,
    ),
    Reference(
        CODE="ROL009",
        SUMMARY="a rollout asks a function that does not exist",
        SOURCE="generator/builders/rollouts/settings.py",
        WHY="A check that cannot be asked has not passed, so the rollout would never go on.",
        uses=_rollout_checks,
    ),
    Reference(
        CODE="ROL010",
        SUMMARY="a rollout tells a topic that does not exist",
        SOURCE="generator/builders/rollouts/build.py",
        WHY="How a rollout ended, and that it waits for somebody, must reach people.",
        uses=_rollout_topics,
    ),
)
