"""`payinfra init`: lay out a repository of specs."""

from __future__ import annotations

import argparse
import sys

from generator.cli.arguments import Commands, add_debug


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "init",
        help="lay out a repository of specs",
        description="Write a base, one environment, the schema, a workflow, a hook and what git ignores. It never "
        "overwrites a file: where one is there already, nothing is written.",
        epilog="examples: payinfra init | payinfra init payments",
    )
    parser.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="where to write (default: here)")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from generator.analysis.repository import repository, write_new

    for path in sorted(write_new(Path(arguments.folder), repository())):
        print(path)
    print("payinfra: next: payinfra validate, then payinfra synth; README.md says what each needs", file=sys.stderr)
    return 0
