"""ACM asks for the same record for each certificate of a domain: whoever is destroyed first takes it from the others,
whose certificates then are not renewed, and expire.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diagnostics.findings import Finding
from generator.planning.spec_facts import DOMAIN, SpecFacts

CODE = "LBR040"
LEVEL = "warning"
SUMMARY = "two environments share the validation record of a certificate"
SOURCE = "ACM user guide, DNS validation: one CNAME record for a domain in an account"


def check(position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]:
    one = specs[position]
    for other in specs[:position]:
        same = one.certificate is not None and one.certificate == other.certificate
        # Of two with one suffix NAM002 says more.
        if same and one.name != other.name and one.shares_account(other):
            message = (
                f"{one.certificate!r} is the domain of {other.name!r} too, in {other.line(DOMAIN)}: the environment "
                "that is destroyed first takes the validation record from the other: leave 'ownSubdomain' on, or give "
                "each a domain of its own"
            )
            yield one.finding(CODE, DOMAIN, message)
            return
