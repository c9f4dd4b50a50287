"""Write docs/reference/account.md, the reference of an account's spec: `make reference`."""

from __future__ import annotations

from generator.spec import schema
from scripts.spec_reference import PAGE as SPEC_PAGE
from scripts.spec_reference import is_section, table

PAGE = SPEC_PAGE.with_name("account.md")
INTRODUCTION = """\
# Account reference

Every key of the spec of an account, `specs/account.yaml`. This page is written from `schemas/` by `make reference`:
change it there. What the keys of {sections} are is in the [spec reference](spec.md), as environments have the same
sections;
[the first deployment](../runbooks/first-deployment.md) says when the account's stack is applied.
"""


def page() -> str:
    """Return the whole page. Sections that environments have as well are a row each."""
    root = schema.section(schema.ACCOUNT_ROOT)
    shared = {key for key, part in root["properties"].items() if is_section(part)}
    links = ", ".join(f"[{key}](spec.md#{key.lower()})" for key in root["properties"] if key in shared)
    plain = {key: part for key, part in root["properties"].items() if key not in shared}
    described = {"properties": plain, "requiredWhenResolved": root["requiredWhenResolved"]}
    return "\n".join([INTRODUCTION.format(sections=links), table(described, schema.ACCOUNT_ROOT)])
