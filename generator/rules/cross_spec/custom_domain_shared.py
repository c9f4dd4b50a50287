"""A custom domain belongs to one API: API Gateway refuses the second in mid-apply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diagnostics.findings import Finding
from generator.planning.spec_facts import CUSTOM_DOMAIN, SpecFacts

CODE = "API085"
LEVEL = "error"
SUMMARY = "two environments have one custom domain"
SOURCE = "API Gateway developer guide, Custom domain names: unique within a region across all accounts"


def check(position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]:
    one = specs[position]
    for other in specs[:position]:
        same = one.api_domain is not None and (one.api_domain, one.region) == (other.api_domain, other.region)
        if same and one.name != other.name:
            message = (
                f"{one.api_domain!r} is the custom domain of {other.name!r} too, in {other.line(CUSTOM_DOMAIN)}: "
                "give each environment its own"
            )
            yield one.finding(CODE, CUSTOM_DOMAIN, message)
            return
