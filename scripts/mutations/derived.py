"""Derive defects from evidence: what a control has seen and accepted is left out or changed, and the control must fail.

Of several resources of a type the first represents all. What is no attribute of the resource, such as the route table
that a subnet has by an association, cannot be changed at it: such defects are planted by hand.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.compliance.evidence import Control
from generator.compliance.stack import Stack
from scripts.mutations.change import Document, dropping, edit_at, putting

_WHICH = re.compile(r"\[[^\]]*\]")
_REFERENCE = re.compile(r"\$\{(aws_\w+)\.([\w-]+)(\.\w+)\}")
ABSENT = object()
# A statement of a policy.
ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
_MISPLACED = (AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Place:
    """An attribute that a control has accepted, and whether it sees each change of it: `is absent` or `is <value>`."""

    control: str
    address: str
    attribute: str
    seen: Mapping[str, bool]

    def __str__(self) -> str:
        return f"{self.control} {self.address} {self.attribute}"

    @property
    def kind(self) -> str:
        """The resource type and the attribute, without which of several: `aws_iam_role_policy policy.Action`."""
        return f"{self.address.partition('.')[0]} {_WHICH.sub('', self.attribute)}"


def places(document: Document, control: Control) -> Iterator[Place]:
    """Yield every place that a control accepts and that can be changed, once a resource type."""
    evidence = list(control.check(Stack(document)))
    failing = _failing(evidence)
    done = set()
    for item in evidence:
        kind, _, name = item.address.partition(".")
        if (
            item.ok
            and item.attribute
            and " " not in item.attribute
            and name in document["resource"].get(kind, {})
            and (kind, item.attribute) not in done
        ):
            done.add((kind, item.attribute))
            seen = {
                sentence: bool(_failing(control.check(Stack(changed))) - failing)
                for sentence, changed in _changes(document, kind, name, item.attribute)
            }
            if seen:
                yield Place(control.CODE, item.address, item.attribute, seen)


def _failing(evidence: Any) -> set[tuple[str, str]]:
    return {(item.address, item.attribute) for item in evidence if not item.ok}


def _changes(document: Document, kind: str, name: str, attribute: str) -> Iterator[tuple[str, Document]]:
    resources = document["resource"]
    body = resources[kind][name]
    for value in _others(document, _value(body, attribute)):
        changed = copy.deepcopy(body)
        try:
            edit_at(changed, attribute, dropping if value is ABSENT else putting(value))
        except _MISPLACED:
            continue
        sentence = "is absent" if value is ABSENT else f"is {value!r}"
        yield sentence, {**document, "resource": {**resources, kind: {**resources[kind], name: changed}}}


def _value(body: Mapping[str, Any], attribute: str) -> Any:
    found: list[Any] = []
    try:
        edit_at(copy.deepcopy(body), attribute, lambda at, key: found.append(at[key]))
    except _MISPLACED:
        return None
    return found[0]


def _others(document: Document, value: Any) -> Iterator[Any]:
    """Yield other values for an attribute, by the type of its value."""
    if value is None:
        yield from (False, True)
        return
    yield ABSENT
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (0, 10**9)
    elif isinstance(value, str):
        yield from ("*", *_neighbours(document, value))
    elif isinstance(value, list):
        yield ["*"]
        yield from ([other, *value[1:]] for first in value[:1] for other in _neighbours(document, first))
    else:
        yield ANYBODY if "Effect" in value else {}


def _neighbours(document: Document, value: Any) -> Iterator[str]:
    """Yield a reference to another resource of the same type."""
    if match := _REFERENCE.fullmatch(str(value)):
        kind, name, attribute = match.groups()
        others = (other for other in document["resource"].get(kind, {}) if other != name)
        yield from (f"${{{kind}.{other}{attribute}}}" for other in [next(others, None)] if other)
