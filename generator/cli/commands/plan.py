"""`payinfra plan`: what an apply would change, by risk, at the lines of the spec."""

from __future__ import annotations

import argparse

from generator.cli.arguments import Commands, add_debug, add_environment, environment_suffix

FORMATS = ("text", "markdown", "json", "sarif")


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "plan",
        help="show what an apply would change, by risk, at the lines of the spec",
        description="Plan with Terraform or OpenTofu in your account, and show each change with the line because of "
        "which it is made: what destroys data or interrupts traffic first. Nothing is changed.",
        epilog="examples: payinfra plan dev | payinfra plan prod --out prod.tfplan --format markdown | "
        "payinfra plan dev --detailed-exitcode",
    )
    add_environment(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to print it (default: text)")
    parser.add_argument("--out", metavar="FILE", help="save the plan, readable for you alone; apply takes it")
    parser.add_argument("--destroy", action="store_true", help="plan to destroy everything")
    parser.add_argument("--detailed-exitcode", action="store_true", help="exit 2 where something would change")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from generator.operations.terraform_commands import plan

    return plan(
        arguments.environment,
        environment_suffix(arguments.suffix),
        form=arguments.format,
        out=Path(arguments.out) if arguments.out else None,
        detailed=arguments.detailed_exitcode,
        destroy=arguments.destroy,
    )
