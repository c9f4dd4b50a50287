"""Change the JSON of a stack, a step at a time.

An address is that of a resource, and a star in it takes the first that fits in the order of the stack; or it is the
name of a section, such as `provider`. A path is as in evidence: `rule[0].status`, by name `rule[common].action`, by key
`request_models[application/json]`, and by Sid into a policy: `policy[RefusePlainHttp].Condition`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

Document = dict[str, Any]
# What to do at a place: with a dict and a key, or a list and an index.
Edit = Callable[[Any, Any], None]
_STEP = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")


def apply_mutation(document: Document, steps: Mapping[str, Any]) -> None:
    """Take steps such as `put aws_lb.alb internal`, each with its value; LookupError where there is no such place."""
    for step, value in steps.items():
        verb, address, *path = step.split(" ", 2)
        _VERBS[verb](document, address, "".join(path), value)


def edit_at(body: Any, path: str, edit: Edit) -> None:
    """Edit the place at a path of a body; LookupError where there is none."""
    _edit(body, [match[1] if match[2] is None else match[2] for match in _STEP.finditer(path)], edit)


def putting(value: Any) -> Edit:
    """Return the edit that sets a value."""

    def put(at: Any, key: Any) -> None:
        at[key] = value

    return put


def dropping(at: Any, key: Any) -> None:
    """Leave out an attribute, a block or a statement of a policy."""
    del at[key]


def _put(document: Document, address: str, path: str, value: Any) -> None:
    edit_at(_body(document, address), path, putting(value))


def _drop(document: Document, address: str, path: str, _: Any) -> None:
    edit_at(_body(document, address), path, dropping)


def _append(document: Document, address: str, path: str, statement: Any) -> None:
    resource = _body(document, address)
    policy = json.loads(resource[path])
    resource[path] = json.dumps({**policy, "Statement": [*policy["Statement"], statement]})


def _every(document: Document, address: str, path: str, value: Any) -> None:
    for kind, name in list(_matches(document, address)):
        _put(document, f"{kind}.{name}", path, value)


def _remove(document: Document, address: str, _: str, __: Any) -> None:
    """Take a resource away, and leave the references to it as they are."""
    kind, name = _match(document, address)
    del document["resource"][kind][name]


def _add(document: Document, address: str, _: str, body: Any) -> None:
    kind, _, name = address.partition(".")
    document["resource"].setdefault(kind, {})[name] = body


_VERBS: Mapping[str, Callable[[Document, str, str, Any], None]] = {
    "put": _put,
    "drop": _drop,
    "append": _append,
    "every": _every,
    "remove": _remove,
    "add": _add,
}


def _edit(at: Any, steps: list[str], edit: Edit) -> None:
    step, *rest = steps
    if isinstance(at, list) and len(at) == 1 and not _is_item(at[0], step) and step != "0":
        # A block that is written as a list of one, where an attribute of it is meant.
        at = at[0]
    key = _index(at, step) if isinstance(at, list) else step
    if not rest:
        edit(at, key)
    elif isinstance(inner := at.setdefault(key, {}) if isinstance(at, dict) else at[key], str):
        policy = json.loads(inner)
        _edit(policy["Statement"], rest, edit)
        at[key] = json.dumps(policy)
    else:
        _edit(inner, rest, edit)


def _index(at: list[Any], step: str) -> int:
    found = next((index for index, item in enumerate(at) if step == str(index) or _is_item(item, step)), None)
    if found is None:
        raise LookupError(f"nothing in the list is {step!r}")
    return found


def _is_item(item: Any, step: str) -> bool:
    return isinstance(item, dict) and step in (item.get("name"), item.get("Sid"))


def _body(document: Document, address: str) -> Any:
    if "." not in address:
        return document.setdefault(address, {})
    kind, name = _match(document, address)
    return document["resource"][kind][name]


def _match(document: Document, address: str) -> tuple[str, str]:
    found = next(_matches(document, address), None)
    if found is None:
        raise LookupError(f"the stack has no {address}")
    return found


def _matches(document: Document, address: str) -> Iterator[tuple[str, str]]:
    kind, _, pattern = address.partition(".")
    yield from ((kind, name) for name in document["resource"].get(kind, {}) if fnmatchcase(name, pattern))
