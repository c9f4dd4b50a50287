"""`payinfra destroy`: destroy the stack of one environment, whose name has to be confirmed."""

from __future__ import annotations

import argparse

from generator.cli.arguments import Commands, add_debug, add_environment, environment_suffix


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "destroy",
        help="destroy the stack of one environment",
        description="Show what would be destroyed; with the name of the stack confirmed, destroy it. Production needs "
        "a reason, which .payinfra/applies.jsonl keeps.",
        epilog="examples: payinfra destroy dev | payinfra destroy dev --confirm tap-stack-dev",
    )
    add_environment(parser)
    parser.add_argument("--confirm", metavar="STACK", help="the name of the stack")
    parser.add_argument("--reason", default="", help="why, for those who ask later")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.operations.terraform_commands import destroy

    suffix = environment_suffix(arguments.suffix)
    return destroy(arguments.environment, suffix, confirmed=arguments.confirm, reason=arguments.reason)
