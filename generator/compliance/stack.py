"""Read a synthesized stack as the controls see it: resources, and what they refer to.

Nothing here knows the spec, the model or a builder: the Terraform JSON is all there is, so that a fault of a builder
cannot hide behind what the spec wanted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generator.compliance.terraform_values import attribute, blocks

# A value that is one reference as a whole, and the path of its attribute.
_WHOLE = re.compile(r"^\$\{((?:data\.)?[a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z_][\w-]*)((?:\.[a-z_0-9]+|\[\d+\])*)\}$")


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: `get` finds an attribute by a dotted path, through blocks that are written as lists of one."""

    type: str
    name: str
    body: Mapping[str, Any]

    @property
    def address(self) -> str:
        return f"{self.type}.{self.name}"

    def get(self, path: str, default: Any = None) -> Any:
        return attribute(self.body, path, default)

    def blocks(self, path: str) -> list[Mapping[str, Any]]:
        return blocks(self.body, path)


class Stack:
    """The resources of a Terraform JSON document, by type and by address."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        return tuple(
            Resource(kind, name, body)
            for kind, named in sorted(self.document.get("resource", {}).items())
            for name, body in named.items()
        )

    @cached_property
    def _by_address(self) -> Mapping[str, Resource]:
        return {resource.address: resource for resource in self.resources}

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Return all addresses that a reference can lead to, data sources included."""
        sources = self.document.get("data", {})
        return frozenset(self._by_address) | {
            f"data.{kind}.{name}" for kind, named in sources.items() for name in named
        }

    @cached_property
    def _by_type(self) -> Mapping[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(resource.type, []).append(resource)
        return found

    def of(self, *types: str) -> list[Resource]:
        return [resource for kind in sorted(set(types)) for resource in self._by_type.get(kind, ())]

    def at(self, address: str) -> Resource | None:
        return self._by_address.get(address)

    def follow(self, value: Any, *types: str) -> Resource | None:
        """Return the resource of one of the types that a value refers to, through others where need be.

        `${aws_s3_bucket_policy.a.bucket}` leads to the bucket, `${aws_lambda_alias.blue.arn}` to the function.
        """
        for _ in range(5):
            match = _WHOLE.match(value) if isinstance(value, str) else None
            resource = self._by_address.get(match[1]) if match else None
            if match is None or resource is None:
                return None
            if not types or resource.type in types:
                return resource
            value = resource.get(match[2].lstrip("."), None) or resource.get(_OWNER.get(resource.type, ""), None)
        return None

    def attached(self, kind: str, owner: Resource, path: str = "bucket") -> list[Resource]:
        """Return the resources of a type that refer to the owner: the policy of a bucket, the rules of a group."""
        return [item for item in self.of(kind) if self.follow(item.get(path), owner.type) == owner]


# Whose resource it is where the attribute itself tells nothing: an alias has an ARN of its own.
_OWNER: Mapping[str, str] = {
    "aws_acm_certificate_validation": "certificate_arn",
    "aws_kms_alias": "target_key_id",
    "aws_lambda_alias": "function_name",
    "aws_s3_bucket_policy": "bucket",
    "aws_secretsmanager_secret_rotation": "secret_id",
}
