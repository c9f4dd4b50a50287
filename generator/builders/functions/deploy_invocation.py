"""Invoking a function as part of the apply, as the migrations of the database need it."""

from __future__ import annotations

from typing import Any

from generator.builders.database import DatabaseExports
from generator.builders.ordering import depends_on_all
from generator.packaging.archives import Archives
from generator.spec.model.functions import Function
from generator.stack_plan import Scope, aws, step


@step
def build_deploy_invocation(
    scope: Scope, function: Function, built: Any, *, archives: Archives, database: DatabaseExports
) -> Any:
    """Build the invocation: one for each new archive, input or database, once the database has an instance.

    A change of a trigger replaces the invocation, which invokes again. The unqualified name is $LATEST: what this apply
    has just published, even while both colours are pinned to older versions.
    """
    return aws.LambdaInvocation(
        scope,
        f"call-{function.name}",
        function_name=built.function_name,
        input=function.deploy_input,
        lifecycle_scope="CREATE_ONLY",
        triggers={"archive": archives.archive(function).digest, "database": database.cluster_host},
        lifecycle=_depends_on_instances(database) if function.database else None,
    )


def _depends_on_instances(database: DatabaseExports) -> Any:
    """The cluster's endpoint is there before any instance is: a condition on the instances makes the call wait."""
    return depends_on_all(database.instance_identifiers, otherwise="the database has no instance to call")
