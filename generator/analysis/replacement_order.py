"""Find in which order Terraform replaces the resources of a stack.

A resource whose lifecycle says `create_before_destroy` passes that on to everything that it refers to: Terraform could
not keep the order otherwise. A type that is reached so has it in its row of `aws/resource_types.json`, so that no
resource has an order by accident of what happens to depend on it.
Source: Terraform, internal/terraform/node_resource_plan.go and transform_destroy_cbd.go (ForcedCBDTransformer).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

# The arguments of everything planned, by address.
Contents = Mapping[str, Mapping[str, Any]]

_ADDRESS = re.compile(r"(?:data\.)?\b(?:aws_\w+|local)\.[\w-]+")


def references(contents: Contents) -> Mapping[str, frozenset[str]]:
    """Return what each resource refers to, by address."""
    return {
        address: frozenset(
            found for found in _ADDRESS.findall(json.dumps(arguments)) if found in contents and found != address
        )
        for address, arguments in contents.items()
    }


def stated(contents: Contents) -> frozenset[str]:
    """Return the resources whose own lifecycle says that the successor is created first."""
    return frozenset(
        address
        for address, arguments in contents.items()
        if arguments.get("lifecycle", {}).get("create_before_destroy")
    )


def created_first(contents: Contents) -> frozenset[str]:
    """Return the resources whose successor Terraform creates first: those that state it, and all that they refer to."""
    refers_to = references(contents)
    found, pending = set(stated(contents)), list(stated(contents))
    while pending:
        new = refers_to[pending.pop()] - found
        found |= new
        pending.extend(new)
    return frozenset(found)
