"""Without a reader a failed writer is built anew, ten minutes without payments; a reader takes over in one."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS014"
LEVEL = "warning"
SUMMARY = "production has no reader"
SOURCE = "Aurora user guide, High availability for Amazon Aurora"


def check(env: Environment) -> Iterator[Finding]:
    readers = env.database.readers
    if env.production and readers.count == 0:
        message = "nobody takes over when the writer fails, and the reader endpoint leads to it, too: set 1 or more"
        yield Finding(CODE, readers.pointer / "count", message)
