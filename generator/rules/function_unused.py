"""A function that nothing in the stack calls still reserves concurrency: it is most likely a leftover."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.grants import MASTER_SECRET
from generator.diagnostics.findings import Finding, unknown_name
from generator.diagnostics.suggestions import is_typo
from generator.planning.planned_rollout import FUNCTION
from generator.spec.model import Environment

CODE = "FUN011"
LEVEL = "warning"
SUMMARY = "nothing calls a function"
SOURCE = "generator/builders/functions/build.py"


def check(env: Environment) -> Iterator[Finding]:
    used = set(_used(env))
    endpoints = [subscription.endpoint for topic in env.topics for subscription in topic.subscriptions]
    for function in env.functions:
        # Migrations and repairs that log in as the master user are called by people.
        by_people = any(grant.name == MASTER_SECRET for grant in function.grants.secrets)
        subscribed = any(f":lambda-{function.name}-{env.environment_suffix}" in endpoint for endpoint in endpoints)
        if function.name not in used and not by_people and not subscribed:
            at, problem = function.pointer / "name", f"nothing calls {function.name!r}"
            slips = (name for name in used if is_typo(name, function.name))
            remedy = ": give it a target, a grant, events or 'runOnDeploy', or set 'remove: true'"
            yield unknown_name(CODE, at, problem, function.name, slips, remedy)


def _used(env: Environment) -> Iterator[str]:
    for rollout in env.rollouts:
        yield from (FUNCTION, *rollout.checks)
    for target in env.load_balancer.targets:
        yield from target.functions().values()
    for secret in env.secrets:
        if secret.rotation.function is not None:
            yield secret.rotation.function
    for function in env.functions:
        yield from (grant.name for grant in function.grants.functions if grant.name != function.name)
        events = function.events
        if function.run_on_deploy or events.schedule or events.schedules or events.tables or events.queues:
            yield function.name
