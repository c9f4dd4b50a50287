"""`payinfra apply`: apply a plan, unless it destroys data or interrupts traffic that nobody has allowed."""

from __future__ import annotations

import argparse

from generator.cli.arguments import Commands, add_debug, add_environment, environment_suffix


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "apply",
        help="apply a plan, unless it destroys data or interrupts traffic that nobody has allowed",
        description="Apply a saved plan, or plan and apply. What replaces or destroys a store of data, and what "
        "interrupts traffic, must be allowed by its address, with a reason, which .payinfra/applies.jsonl keeps. "
        "Production takes only a saved plan with the digest that was approved.",
        epilog="examples: payinfra apply dev | "
        "payinfra apply dev --allow aws_dynamodb_table.table-refunds --reason 'CHG-1: it is empty' | "
        "payinfra apply prod --plan prod.tfplan --approved sha256:1f2e",
    )
    add_environment(parser)
    parser.add_argument("--plan", metavar="FILE", help="a plan that was saved; it is removed when it is applied")
    parser.add_argument("--approved", metavar="DIGEST", help="the digest of the plan that was approved")
    parser.add_argument("--allow", action="append", default=[], metavar="ADDRESS", help="a risk that is meant")
    parser.add_argument("--reason", default="", help="why, for those who ask later")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from generator.operations.terraform_commands import apply

    return apply(
        arguments.environment,
        environment_suffix(arguments.suffix),
        saved=Path(arguments.plan) if arguments.plan else None,
        approved=arguments.approved,
        allowed=arguments.allow,
        reason=arguments.reason,
    )
