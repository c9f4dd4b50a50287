"""`payinfra migration status`: where the move is, live, and whether its next step may be taken."""

from __future__ import annotations

import argparse

from generator.cli.arguments import Commands, add_debug, add_environment


def add_to(actions: Commands) -> None:
    """Add the parser of this action."""
    parser = actions.add_parser(
        "status",
        help="show where the move is, live, and which step comes next",
        description="Show replication, comparison, weights, claims by colour, the oldest payment of unknown outcome, "
        "the next step and why others may not be taken. Reads only, with the credentials of the environment, and "
        "needs payinfra[aws]. Ends with 0 where the next step may be taken, with 1 where it may not, with 2 where "
        "AWS cannot be asked.",
        epilog="examples: payinfra migration status prod | payinfra migration status prod --format json",
    )
    add_environment(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import json

    from generator.cli.commands.migration.environment import environment_and_shift
    from generator.operations.aws_clients import client
    from generator.operations.migration.status import read_migration_status

    env, shifted = environment_and_shift(arguments)
    status = read_migration_status(env, shifted, lambda service: client(service, env.aws_region))
    print(json.dumps(status.as_data(), indent=2) if arguments.format == "json" else "\n".join(status.lines()))
    return 0 if status.is_clear else 1
