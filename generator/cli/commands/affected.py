"""`payinfra affected`: list the environments that a change touches."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from generator.cli.arguments import Commands, add_debug

if TYPE_CHECKING:
    from generator.analysis.affected import Affected


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "affected",
        help="list the environments that a change touches",
        description="List the environments of specs/ that anything since a revision touches, one a line: through the "
        "files that they extend, the generator and its schemas, or the code of their functions. A spec that says the "
        "same in other words touches nothing. An environment that is gone is named by --why and --json: destroy "
        "its stack.",
        epilog="examples: payinfra affected --since HEAD~1 | payinfra affected --since origin/main...HEAD --why | "
        "payinfra affected --since main --json",
    )
    parser.add_argument(
        "--since",
        required=True,
        metavar="REVISION",
        help="what to compare the work tree with; A...HEAD is where HEAD left A, whatever A has got since",
    )
    parser.add_argument("--why", action="store_true", help="follow each environment with what touches it")
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import json

    from generator.analysis.affected import affected
    from generator.analysis.revisions import has_moved_on
    from generator.validation.spec_selection import SPECS, no_specs_here

    if not SPECS.is_dir():
        raise no_specs_here()
    found = affected(arguments.since, SPECS)
    if has_moved_on(arguments.since, SPECS):
        known = f"{arguments.since!r} has commits that this branch does not have, and they count as taken back"
        print(f"payinfra: note: {known}: write {arguments.since}...HEAD to leave them out", file=sys.stderr)
    if arguments.json:
        print(json.dumps([_plain(one) for one in found], indent=2))
        return 0
    for one in found:
        if arguments.why:
            print(f"{one.environment}: {_reasons(one.because)}")
        elif not one.is_gone:
            print(one.environment)
        if one.orphan and not arguments.why:
            # Not among the names, which are there to be synthesized and applied.
            print(f"payinfra: {one.environment}: {one.because[-1]}", file=sys.stderr)
    return 0


def _plain(one: Affected) -> dict[str, object]:
    return {
        "environment": one.environment,
        "file": str(one.file),
        "because": one.because,
        "gone": one.is_gone,
        "orphanedStack": one.orphan,
    }


def _reasons(reasons: tuple[str, ...]) -> str:
    shown = ", ".join(reasons[:5])
    return shown if len(reasons) <= 5 else f"{shown} and {len(reasons) - 5} more"
