"""`payinfra drift`: what was changed outside, at the line that declares something else."""

from __future__ import annotations

import argparse

from generator.cli.arguments import Commands, add_debug, add_environment, environment_suffix


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "drift",
        help="find what was changed outside, at the line that declares something else",
        description="Refresh, and compare what is live with what was applied. What others change on purpose (weights "
        "in a rollout, capacities by autoscaling) is shown apart. Exit code 1 where something else drifted.",
        epilog="examples: payinfra drift prod | payinfra drift prod --format json | payinfra drift dev --accept",
    )
    add_environment(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print it (default: text)")
    parser.add_argument("--accept", action="store_true", help="write live values into the spec, comments kept")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.operations.terraform_commands import drift

    suffix = environment_suffix(arguments.suffix)
    return drift(arguments.environment, suffix, form=arguments.format, accept=arguments.accept)
