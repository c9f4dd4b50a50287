"""Locate violations at their resource, and at the line of the spec that declares it."""

from __future__ import annotations

from collections.abc import Sequence

from generator.builders.stack import planned_pointers
from generator.compliance.source_location import SourceLocator
from generator.planning.naming import stack_name
from generator.validation.environments import SpecSource
from generator.verify.requests.attribution import Attribution
from generator.verify.requests.violations import Violation
from generator.verify.result import Result


def add_violations(
    results: Sequence[Result], violations: Sequence[Violation], sources: Sequence[SpecSource]
) -> list[Result]:
    """Return the results with each violation among the faults of its stack.

    One that no resource is like is a fault of the first.
    """
    attribution = Attribution.of({result.name: result.resources for result in results})
    by_name = {result.name: result for result in results}
    locators = {stack_name(source.environment): SourceLocator(source.resolved, planned_pointers) for source in sources}
    for violation in violations:
        found = attribution.find(violation.operation, violation.given)
        if found is None:
            results[0].faults.append(str(violation))
            continue
        stack, address = found
        by_name[stack].faults.append(f"{_place(locators.get(stack), address)}{address}: {violation}")
    return list(results)


def _place(locator: SourceLocator | None, address: str) -> str:
    """The line of the spec; nothing for the account's own stack, whose addresses say what they are."""
    location = locator.locate(address).location if locator else None
    return f"{location}: " if location else ""
