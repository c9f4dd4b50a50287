"""`payinfra migration`: the move from on-premises to AWS. One module an action, each with a parser of its own."""

from __future__ import annotations

import importlib

from generator.cli.arguments import Commands, add_debug

ACTIONS = ("status", "runbook", "rehearse")


def add_to(commands: Commands) -> None:
    """Add the parser of this command, and those of its actions."""
    parser = commands.add_parser(
        "migration",
        help="move payments from on-premises: write the runbook, look where the move is",
        description="Prepare, watch and rehearse the move of an environment from on-premises to AWS. "
        "See docs/migration.md.",
        epilog="examples: payinfra migration status prod | payinfra migration runbook prod --format html --out night",
    )
    add_debug(parser)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION", help=f"one of {', '.join(ACTIONS)}")
    for name in ACTIONS:
        importlib.import_module(f"{__name__}.{name}").add_to(actions)
