"""Commands of the command line, one a module: each adds its parser and runs. Listed by hand.

A module imports what it works with only when it runs: every command pays for all of these imports.
"""

from __future__ import annotations

from generator.commands import affected, completion, comply, diff, explain, graph, new, show, validate

COMMANDS = (validate, comply, explain, show, diff, affected, graph, completion, new)
