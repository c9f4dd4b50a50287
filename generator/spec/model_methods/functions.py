"""Methods of the classes of the `functions` section."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from generator.spec.model.functions import (
        Alias,
        Aliases,
        BucketGrant,
        Colour,
        DatabaseUserGrant,
        Function,
        FunctionGrant,
        Grants,
        ParameterGrant,
        SecretGrant,
        TableGrant,
        TopicGrant,
    )

COLOURS: tuple[Colour, ...] = ("blue", "green")
Grant: TypeAlias = (
    "TableGrant | SecretGrant | TopicGrant | ParameterGrant | FunctionGrant | BucketGrant | DatabaseUserGrant"
)


def by_kind(grants: Grants) -> dict[str, tuple[Grant, ...]]:
    """Return the grants by the kinds of `aws/grants.py`."""
    return {
        "tables": grants.tables,
        "secrets": grants.secrets,
        "topics": grants.topics,
        "parameters": grants.parameters,
        "functions": grants.functions,
        "buckets": grants.buckets,
        "databaseUsers": grants.database_users,
    }


def by_colour(aliases: Aliases) -> dict[Colour, Alias]:
    """Return both aliases by their colour."""
    return {"blue": aliases.blue, "green": aliases.green}


def source_folder(function: Function) -> str:
    """Return the folder below lambda_src."""
    return function.source or function.name.replace("-", "_")


def entry_point(function: Function) -> str:
    """Return the handler that Lambda calls, as `module.function`."""
    return function.handler or f"{function.source_folder()}.handler.handler"
