"""Convert a plan to the Terraform JSON of the stack that it would leave, which the controls read.

What is judged at synthesis is the stack of today's spec. A saved plan may be of another one: what it says takes the
place of the stack's. Controls follow references, so the values of what an expression refers to become references again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Values = Mapping[str, Mapping[str, Any]]


def planned_stack(stack: Mapping[str, Any], plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return Terraform JSON with the resources that a plan declares, and its values where it knows them."""
    resources: dict[str, dict[str, Any]] = {}
    for kind, name, planned in _planned(plan):
        written = stack.get("resource", {}).get(kind, {}).get(name, {})
        resources.setdefault(kind, {})[name] = _laid_over(written, planned)
    return {**stack, "resource": resources}


def _planned(plan: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Type, name and declared arguments of each resource that is there after the apply."""
    declared = {one["address"]: one.get("expressions", {}) for one in _resources(plan.get("configuration", {}))}
    planned = _resources(plan.get("planned_values", {}))
    values = {one["address"]: one["values"] for one in _resources(plan.get("prior_state", {}).get("values", {}))}
    values |= {one["address"]: one["values"] for one in planned}
    for one in planned:
        if one["mode"] == "managed" and one["address"] in declared:
            expressions = declared[one["address"]]
            arguments = {
                key: _with_references(one["values"].get(key), list(_references(expression)), values)
                for key, expression in expressions.items()
            }
            yield one["type"], one["name"], arguments


def _resources(module: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = module.get("root_module", {}).get("resources", [])
    return found


def _references(expression: Any) -> Iterator[str]:
    """Every attribute that an expression of the configuration refers to, at any depth."""
    if isinstance(expression, Mapping):
        yield from expression.get("references", ())
    for inner in expression.values() if isinstance(expression, Mapping) else expression:
        if isinstance(inner, Mapping | list):
            yield from _references(inner)


def _with_references(value: Any, references: list[str], values: Values) -> Any:
    """A value of a plan in which what was referred to is a reference again."""
    known = {}
    for reference in references:
        address, _, attribute = reference.rpartition(".")
        found = values.get(address, {}).get(attribute)
        if isinstance(found, str) and found:
            known[found] = f"${{{reference}}}"
    # The longest first: an ARN holds names.
    ordered = sorted(known.items(), key=lambda item: -len(item[0]))
    return _in_texts(value, lambda text: _replaced(text, ordered)) if known else value


def _replaced(text: str, known: list[tuple[str, str]]) -> str:
    for found, reference in known:
        text = text.replace(found, reference)
    return text


def _in_texts(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _in_texts(item, change) for key, item in value.items()}
    return [_in_texts(item, change) for item in value] if isinstance(value, list) else value


def _laid_over(written: Any, planned: Any) -> Any:
    """What is written, with the values of a plan where it has one; functions and locals stay as they are written."""
    if planned is None or (isinstance(written, str) and ("${local." in written or "(" in written.partition("${")[2])):
        return written
    # Of a block of which there is one, Terraform has a list.
    if isinstance(written, Mapping) and isinstance(planned, list) and len(planned) == 1:
        planned = planned[0]
    if isinstance(written, Mapping) and isinstance(planned, Mapping):
        kept = {key: _laid_over(value, planned.get(key)) for key, value in written.items()}
        return {**{key: value for key, value in planned.items() if key not in written and value is not None}, **kept}
    if isinstance(written, list) and isinstance(planned, list) and len(written) == len(planned):
        return [_laid_over(one, other) for one, other in zip(written, planned, strict=True)]
    return planned
