"""Plan rollouts: from a spec to the targets, guards and listener rules that the state machine and the checks share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.planning.alarms import PlannedAlarm, expand_alarm, plan_alarms, query_target
from generator.planning.alias_versions import STABLE, followed_version
from generator.planning.dms import dms_tasks
from generator.planning.listener_rules import PlannedRule, plan_rules
from generator.planning.metric_targets import MetricTarget, MetricTargets, metric_targets
from generator.planning.migration import ROLLOUT as MIGRATION
from generator.planning.plan_steps import step
from generator.planning.planned_rollout import BLUE, GREEN, PlannedRollout
from generator.spec.model import Environment
from generator.spec.model.load_balancer import Target
from generator.spec.model.monitoring import Alarm, CompositeAlarm
from generator.spec.model.rollouts import Rollout


@step
def plan_rollouts(env: Environment, targets: MetricTargets | None = None) -> tuple[PlannedRollout, ...]:
    """Return every rollout of an environment; what does not exist is left out, and is for the rules to find.

    `targets` are the environment's `metric_targets`, where they are at hand.
    """
    if not env.rollouts:
        return ()
    rules, measured = plan_rules(env.load_balancer, env.api.routes), targets or metric_targets(env)
    return tuple(_planned(env, rollout, rules, measured) for rollout in env.rollouts)


@step
def moved_targets(rollouts: Sequence[Rollout]) -> frozenset[str]:
    """Return the targets whose weights belong to a rollout."""
    return frozenset(name for rollout in rollouts for name in rollout.targets)


def guard_alarms(env: Environment, name: str) -> list[PlannedAlarm | CompositeAlarm]:
    """Return the alarms that a guard names: one, all of a forEach, or a composite one."""
    return _alarms_named(env, name, plan_alarms(env.monitoring, metric_targets(env)))


def _alarms_named(env: Environment, name: str, alarms: Sequence[PlannedAlarm]) -> list[PlannedAlarm | CompositeAlarm]:
    alarms = [alarm for alarm in alarms if name in (alarm.alarm.name, alarm.address)]
    return [*alarms, *(alarm for alarm in env.monitoring.composite_alarms if alarm.name == name)]


def watched_targets(alarm: PlannedAlarm) -> list[MetricTarget]:
    """Return what the metrics of an alarm measure."""
    found = (query_target(query, alarm.instance) for query in alarm.alarm.metrics)
    return [target for target in found if target is not None]


@step
def _planned(
    env: Environment, rollout: Rollout, rules: Sequence[PlannedRule], measured: MetricTargets
) -> PlannedRollout:
    by_name = {target.name: target for target in env.load_balancer.targets}
    targets = tuple(by_name[name] for name in rollout.targets if name in by_name)
    moved = tuple(rule for rule in rules if rule.target in rollout.targets and rule.colour is None)
    promotes = tuple(dict.fromkeys(_promoted(env, targets)))
    return PlannedRollout(
        spec=rollout,
        environment=env.environment_suffix,
        targets=targets,
        rules=moved,
        guards=_guards(env, rollout, targets, measured),
        promotes=promotes,
        warmed=tuple(_warmed(env, promotes)),
    )


def _promoted(env: Environment, targets: Sequence[Target]) -> Iterator[str]:
    """The functions behind both colours of a target, whose blue alias nothing else moves."""
    known = {function.name: function for function in env.functions}
    for target in targets:
        functions = target.functions()
        name = functions.get(BLUE, "")
        if name not in known or functions.get(GREEN) != name:
            continue
        alias = known[name].aliases.blue
        if followed_version(alias, BLUE, function=name, promoted=(name,)) == STABLE:
            yield name


def _warmed(env: Environment, promotes: Sequence[str]) -> Iterator[str]:
    for function in env.functions:
        if function.name in promotes and function.aliases.blue.provisioned_concurrency:
            yield function.name


@step
def _guards(
    env: Environment, rollout: Rollout, targets: Sequence[Target], measured: MetricTargets
) -> tuple[PlannedAlarm | CompositeAlarm, ...]:
    if rollout.guards is not None:
        alarms = plan_alarms(env.monitoring, measured)
        return tuple(guard for name in rollout.guards for guard in _alarms_named(env, name, alarms))
    watched = frozenset((MetricTarget("api"), *_green_side(targets), *_replicated(env, rollout)))
    each = (one for alarm in env.monitoring.alarms for one in _with_targets(alarm, measured))
    return tuple(one.alarm for one in each if not watched.isdisjoint(one.targets))


@dataclass(frozen=True, slots=True)
class _AlarmTargets:
    """An alarm and what its metrics measure."""

    alarm: PlannedAlarm
    targets: frozenset[MetricTarget]


@step
def _with_targets(alarm: Alarm, measured: MetricTargets) -> tuple[_AlarmTargets, ...]:
    return tuple(_AlarmTargets(one, frozenset(watched_targets(one))) for one in expand_alarm(alarm, measured))


def _replicated(env: Environment, rollout: Rollout) -> Iterator[MetricTarget]:
    """What the functions measure that are asked besides, and for a migration the tasks of DMS."""
    yield from (MetricTarget("service", name) for name in rollout.checks)
    if rollout.name == MIGRATION:
        yield from (MetricTarget("replicationTask", task.name) for task in dms_tasks(env.migration))


def _green_side(targets: Sequence[Target]) -> Iterator[MetricTarget]:
    for target in targets:
        yield MetricTarget("target", target.name, GREEN)
        if GREEN in target.functions():
            function = target.functions()[GREEN]
            yield MetricTarget("function", function)
            yield MetricTarget("alias", function, GREEN)
