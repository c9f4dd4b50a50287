"""`payinfra verify`: take stacks through Terraform."""

from __future__ import annotations

import argparse

from generator.cli.arguments import Commands, add_debug, environment_suffix


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "verify",
        help="take stacks through Terraform: validate and plan, or a whole life on emulators",
        description="Synthesize into a scratch folder; init, validate and plan with the AWS credentials that you have. "
        "With --emulate: apply to AWS emulators on this machine, plan again, destroy, and list what is left.",
        epilog="examples: payinfra verify dev | payinfra verify --emulate | "
        "payinfra verify dev --suffix pr-1 --emulate",
    )
    parser.add_argument(
        "environments", nargs="*", metavar="ENV", help="environments or spec files (default: all in specs/)"
    )
    parser.add_argument("--suffix", help="take a copy of one environment under another suffix (or ENVIRONMENT_SUFFIX)")
    parser.add_argument("--emulate", action="store_true", help="apply to emulators: no account, no credentials")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.verify.command import verify

    return verify(arguments.environments, environment_suffix(arguments.suffix), emulate=arguments.emulate)
