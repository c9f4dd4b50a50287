"""The aliases blue and green of a function, with their settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from generator.builders.functions.exports import AliasExports
from generator.planning.alias_versions import LATEST, STABLE, followed_version
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.functions import Alias, Colour, Function
from generator.stack_plan import Scope, aws, step


@step
def build_aliases(
    scope: Scope,
    function: Function,
    naming: Naming,
    built: Any,
    *,
    after: Sequence[Any],
    promoted: Collection[str],
) -> Mapping[str, AliasExports]:
    """Build both aliases, and return them by colour. `latest` is the version that this apply publishes, never $LATEST.

    They are updated after all of `after`, such as the migration of the database: if it fails, they keep their versions.
    `promoted` are the functions whose blue alias a rollout moves.
    """
    return {
        colour: _alias(scope.at(alias), function, naming, built, colour, alias, after, promoted)
        for colour, alias in function.aliases.by_colour().items()
    }


def _alias(
    scope: Scope,
    function: Function,
    naming: Naming,
    built: Any,
    colour: Colour,
    alias: Alias,
    after: Sequence[Any],
    promoted: Collection[str],
) -> AliasExports:
    construct_id = f"alias-{function.name}-{colour}"
    version = followed_version(alias, colour, function=function.name, promoted=promoted)
    lambda_alias = aws.LambdaAlias(
        scope,
        construct_id,
        name=colour,
        description=f"The {colour} side of {naming.name('lambda', function.name)}",
        function_name=built.function_name,
        function_version=built.version if version in (LATEST, STABLE) else version,
        # A stable colour is created at the version of that day; a promotion moves it, never an apply.
        lifecycle={"ignore_changes": ["function_version"]} if version == STABLE else None,
        depends_on=list(after) or None,
    )
    aws.LambdaFunctionEventInvokeConfig(
        scope,
        f"{construct_id}-invoke",
        function_name=built.function_name,
        qualifier=lambda_alias.name,
        maximum_retry_attempts=function.asynchronous.maximum_retries,
        maximum_event_age_in_seconds=function.asynchronous.maximum_age_seconds,
    )
    if alias.provisioned_concurrency:
        aws.LambdaProvisionedConcurrencyConfig(
            scope,
            f"{construct_id}-provisioned",
            function_name=built.function_name,
            qualifier=lambda_alias.name,
            provisioned_concurrent_executions=alias.provisioned_concurrency,
            skip_destroy=False,
        )
    return AliasExports(
        name=colour, arn=Arn(lambda_alias.arn), qualifier=lambda_alias.name, version=lambda_alias.function_version
    )
