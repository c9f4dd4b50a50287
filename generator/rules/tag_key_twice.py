"""IAM compares the keys of tags without case: no role has both `Environment`, which we set, and `environment`."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.tags import PROVIDER_TAGS, STACK_TAGS
from generator.spec.model import Environment

CODE = "TAG050"
LEVEL = "error"
SUMMARY = "two tags whose keys differ by case alone, or one that the stack sets itself"
SOURCE = "IAM user guide, Tags for IAM resources, Rules for tagging"


def check(env: Environment) -> Iterator[Finding]:
    own = {key.lower(): key for key in STACK_TAGS}
    seen: dict[str, str] = {}
    for key in env.tags:
        set_already, other = own.get(key.lower()), seen.setdefault(key.lower(), key)
        if set_already == key and key in PROVIDER_TAGS:
            # Rule NAM080 says that it is overwritten.
            continue
        if set_already is not None:
            message = f"the stack sets {set_already!r} on every resource, and IAM takes keys without case: drop it"
            yield Finding(CODE, env.pointer / "tags" / key, message)
        elif other != key:
            message = f"{key!r} and {other!r} differ by case alone, and IAM takes them for one: keep one of them"
            yield Finding(CODE, env.pointer / "tags" / key, message)
