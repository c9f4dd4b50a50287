"""What survives a slip. Off by default, so that an environment can be taken away whole; meant for production. What
is protected bears a tag Protected, and a destroy needs an apply before it that turns this off.

Generated from schemas/protection.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import Record


class Protection(Record):
    """What survives a slip. Off by default, so that an environment can be taken away whole; meant for production.
    What is protected bears a tag Protected, and a destroy needs an apply before it that turns this off.
    """

    pointer: SpecPath
    deletion: bool
    """Whether AWS refuses to delete the cluster, the tables and the load balancers until this is off again."""
    final_snapshot: bool
    """Whether a destroy leaves a last snapshot of the cluster, <cluster>-final, and its automated backups."""
    bucket_contents: bool
    """Whether a destroy fails for a bucket that holds something, in place of emptying it."""
