"""List the commands of the command line, one a module, in the order of the help: each adds its parser and runs.

Only the module of the command that runs is imported, and it imports what it works with when it runs: nobody waits for
the imports of other commands.
"""

from __future__ import annotations

NAMES = (
    "synth",
    "preflight",
    "verify",
    "plan",
    "apply",
    "destroy",
    "drift",
    "validate",
    "compliance",
    "explain",
    "show",
    "diff",
    "affected",
    "graph",
    "explore",
    "package",
    "rollout",
    "release",
    "migration",
    "completion",
    "new",
    "init",
    "schema",
    "lsp",
)
# Words of other tools for our commands: suggested, never run.
SYNONYMS = {
    "build": "synth",
    "check": "validate",
    "create": "new",
    "delete": "destroy",
    "deploy": "apply",
    "down": "destroy",
    "generate": "synth",
    "lint": "validate",
    "list": "show",
    "ls": "show",
    "preview": "plan",
    "test": "verify",
    "up": "apply",
}
# Former names that still work, in no list and no help.
ALIASES = {"comply": "compliance"}
