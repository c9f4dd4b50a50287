"""`payinfra migration rehearse`: the whole move on this machine, and what was counted."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from generator.cli.arguments import (
    Commands,
    add_debug,
    add_environment,
    resolve_valid,
    spec_file,
    spec_overrides,
)

if TYPE_CHECKING:
    from generator.spec.model import Environment

# As in generator/rehearsal/faults.py, which takes longer to import than a help may.
FAULTS = ("relay", "function", "hang", "address", "replication", "aurora", "on-premises", "differences")
SECONDS = 6.0


def add_to(actions: Commands) -> None:
    """Add the parser of this action."""
    parser = actions.add_parser(
        "rehearse",
        help="play the whole move on this machine, with faults if you like",
        description="Play the move of an environment on this machine: two PostgreSQL servers, an emulated AWS that "
        "runs the real archives, a stand-in for the system on-premises, callers that retry at random. It needs "
        "PostgreSQL, payinfra[rehearse] and the emulators, no AWS, and takes some minutes. Exit code 1 where a payment "
        "was doubled, lost or invisible. See docs/rehearsal.md.",
        epilog="examples: payinfra migration rehearse prod | payinfra migration rehearse prod --faults | "
        "payinfra migration rehearse prod --faults relay,aurora --seconds 20",
    )
    add_environment(parser)
    parser.add_argument(
        "--faults",
        nargs="?",
        const=",".join(FAULTS),
        default="",
        metavar="KINDS",
        help=f"break things meanwhile: all, or some of {', '.join(FAULTS)}",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=SECONDS,
        metavar="N",
        help=f"how long callers come at each step ({SECONDS:.0f})",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the counts")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.diagnostics.suggestions import did_you_mean
    from generator.diagnostics.usage_error import UsageError

    kinds = [kind for kind in arguments.faults.split(",") if kind]
    for kind in kinds:
        if kind not in FAULTS:
            known = did_you_mean(kind, FAULTS) or f": give some of {', '.join(FAULTS)}"
            raise UsageError(f"there is no fault {kind!r}{known}")
    if not 1 <= arguments.seconds <= 600:
        raise UsageError("--seconds must be between 1 and 600")
    from generator.rehearsal.command import rehearse

    env = _in_shift(arguments)
    return rehearse(env, kinds, arguments.seconds, as_json=arguments.format == "json")


def _in_shift(arguments: argparse.Namespace) -> Environment:
    """The environment as it will be when weights move, whatever its phase is now."""
    from generator.diagnostics.usage_error import UsageError
    from generator.spec.resolve import resolve_file

    file = spec_file(arguments.environment)
    migration = resolve_valid(file, arguments.suffix).environment.migration
    if migration is None:
        raise UsageError(f"{arguments.environment} has no section 'migration': there is no move to rehearse")
    if migration.phase == "decommissioned":
        raise UsageError(f"the move of {arguments.environment} is over: there is nothing left to rehearse")
    return resolve_file(
        file, overrides={**spec_overrides(arguments.suffix), "migration": {"phase": "shift"}}
    ).environment
