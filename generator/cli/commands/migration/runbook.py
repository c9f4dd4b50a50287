"""`payinfra migration runbook`: the night of the move as Markdown or HTML, written from the spec."""

from __future__ import annotations

import argparse

from generator.cli.arguments import Commands, add_debug, add_environment

SUFFIXES = {"markdown": "md", "html": "html"}


def add_to(actions: Commands) -> None:
    """Add the parser of this action."""
    parser = actions.add_parser(
        "runbook",
        help="write the night of the move, from the spec",
        description="Write what the people of that night read: both ends' addresses, the steps with their commands, "
        "what must be seen after each, when to abort and how to go back. Needs no AWS.",
        epilog="examples: payinfra migration runbook prod | payinfra migration runbook prod --format html --out night",
    )
    add_environment(parser)
    parser.add_argument("--format", choices=tuple(SUFFIXES), default="markdown", help="what to write")
    parser.add_argument("--out", metavar="FOLDER", help="write a file there (default: print it)")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import sys
    from pathlib import Path

    from generator.cli.commands.migration.environment import environment_and_shift
    from generator.operations.migration.phases import require_migration
    from generator.operations.migration.runbook import runbook

    env, shifted = environment_and_shift(arguments)
    text = runbook(shifted, arguments.format, phase=require_migration(env).phase)
    if arguments.out is None:
        sys.stdout.write(text)
        return 0
    file = Path(arguments.out) / f"move-{env.environment_suffix}.{SUFFIXES[arguments.format]}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    print(file)
    return 0
