"""Read a synthesized stack as the controls see it: resources, and what they refer to.

Nothing here knows the spec, the model or a builder: the Terraform JSON is all there is, so that a fault of a builder
cannot hide behind what the spec wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

# `aws_kms_key.key-data` or `data.aws_caller_identity.current`, wherever an expression mentions it.
_REFERENCE = re.compile(r"(?<![\w.-])((?:data\.)?[a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z_][\w-]*)")
_EXPRESSION = re.compile(r"\$\{(.*?)\}", re.DOTALL)
_WHOLE = re.compile(r"^\$\{((?:data\.)?[a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z_][\w-]*)((?:\.[a-z_0-9]+|\[\d+\])*)\}$")
# What Terraform reads as references without ${}.
_BARE = ("depends_on", "ignore_changes", "replace_triggered_by")


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


def attribute(body: Any, path: str, default: Any = None) -> Any:
    """Return the value at a dotted path; a list of one block counts as that block."""
    # What JSON consists of, and nothing else: to ask for an abstract type takes several times as long.
    for part in path.split(".") if path else ():
        if isinstance(body, list):
            body = body[0] if body else None
        if not isinstance(body, dict) or part not in body:
            return default
        body = body[part]
    return default if body is None else body


def blocks(body: Any, path: str) -> list[Mapping[str, Any]]:
    """Return the blocks at a path, whether one is written as an object or several as a list."""
    found = attribute(body, path, [])
    listed = [found] if isinstance(found, dict) else found if isinstance(found, list) else []
    return [item for item in listed if isinstance(item, dict)]


def is_true(value: Any) -> bool:
    """Return whether a value is true for Terraform, which takes the word for it, too."""
    return value is True or value == "true"


def number(value: Any) -> float | None:
    """Return a number, or None for anything else, a reference for example."""
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def listed(value: Any) -> list[Any]:
    """Return a list: of one where only one is written, empty for nothing."""
    if value is None:
        return []
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def is_reference(value: Any) -> bool:
    """Return whether a value is one expression as a whole."""
    return isinstance(value, str) and value.startswith("${") and value.endswith("}")


def references(value: Any, *, bare: bool = False) -> Iterator[str]:
    """Return every address that the expressions in a value mention; `bare`: the text is an expression without `${}`."""
    if isinstance(value, str):
        if bare or "${" in value:
            for expression in [value] if bare else _EXPRESSION.findall(value.replace("$${", "")):
                yield from _REFERENCE.findall(_without_texts(expression))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key != "//" and key != "ignore_changes":
                yield from references(item, bare=key in _BARE)
    elif isinstance(value, list):
        for item in value:
            yield from references(item, bare=bare)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Return every value that is neither a map nor a list, with its path; without the comment of the synthesizer."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key != "//":
                yield from leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    else:
        yield path, value


def _without_texts(expression: str) -> str:
    return re.sub(r'"[^"]*"', '""', expression)
