"""Commands of the command line, one a module: each adds its parser and runs. In the order of the help.

Only the module of the command that runs is imported, and it imports what it works with when it runs: nobody waits for
the imports of other commands.
"""

from __future__ import annotations

NAMES = (
    "synth",
    "verify",
    "validate",
    "comply",
    "explain",
    "show",
    "diff",
    "affected",
    "graph",
    "completion",
    "new",
)
