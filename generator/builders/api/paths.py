"""The tree of API resources, one a path segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.builders.api.snapshot import ApiSnapshot
from generator.spec.model.api import Route
from generator.stack_plan import Scope, aws

Paths = dict[tuple[str, ...], Any]


def build_paths(scope: Scope, routes: Sequence[Route], snapshot: ApiSnapshot, *, rest_api: Any) -> Paths:
    """Build the resource of every path and of each path above it; a path is the tuple of its segments."""
    paths: Paths = {}
    for route in routes:
        segments = route.segments()
        for depth in range(1, len(segments) + 1):
            path = segments[:depth]
            if path not in paths:
                parent_id = paths[path[:-1]].id if depth > 1 else rest_api.root_resource_id
                paths[path] = snapshot.add(
                    aws.ApiGatewayResource,
                    scope,
                    f"api-path-{slug(path)}",
                    refs={"rest_api_id": rest_api.id, "parent_id": parent_id},
                    path_part=path[-1],
                )
    return paths


def slug(path: Sequence[str]) -> str:
    """Return a path as part of a construct id: `merchants_-merchantId_payments`.

    No two paths share one: a segment holds neither an underscore nor, as its first character, a hyphen.
    """
    return "_".join(f"-{segment[1:-1]}" if segment.startswith("{") else segment for segment in path)
