"""Functions run archives of known content: the digest is in the stack, and a bill of materials lists the parts.

`make sbom` writes the bill of every archive to build/sbom; it names the same digest.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import is_reference, is_true

CODE = "C-FUN007"
TITLE = "Functions run archives of known content"
REQUIREMENTS = ("6.3.2", "6.5.3")
SEVERITY: Severity = "medium"
_ARCHIVE = {"filename": "assets/a.zip", "publish": True}
GOOD: Example = {
    "resource": {
        "aws_lambda_function": {"f": {**_ARCHIVE, "source_code_hash": "4xNUKYXkclEsSF3eu8qyVDu5YVCA1RXZqURmVukyPn8="}}
    }
}
BAD: Example = {"resource": {"aws_lambda_function": {"f": _ARCHIVE}}}


def check(stack: Stack) -> Iterator[Evidence]:
    for function in stack.of("aws_lambda_function"):
        digest = function.get("source_code_hash")
        known = isinstance(digest, str) and len(digest) == 44 and not is_reference(digest)
        yield observe(function, "source_code_hash", known, "SHA-256 of the archive; its bill of materials names it")
        yield observe(function, "publish", is_true(function.get("publish")), "versions do not change once published")
        yield from _aliases(stack, function)
        for path in ("image_uri", "layers", "s3_bucket"):
            if function.get(path) is not None:
                yield observe(function, path, False, "brings in content that the digest does not cover")


def _aliases(stack: Stack, function: Resource) -> Iterator[Evidence]:
    """Callers come by an alias, and what it leads to has been published."""
    for alias in stack.attached("aws_lambda_alias", function, "function_name"):
        version = alias.get("function_version")
        yield observe(alias, "function_version", version not in (None, "$LATEST"), "a version that was published")
