"""`payinfra affected`: list the environments that a change touches."""

from __future__ import annotations

import argparse

from generator.cli.commands.common import Commands, add_debug


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "affected",
        help="list the environments that a change touches",
        description="List the environments of specs/ that anything since a revision touches, one a line: through the "
        "files that they extend, the generator and its schemas, or the code of their functions. A spec that says the "
        "same in other words touches nothing.",
        epilog="examples: payinfra affected --since HEAD~1 | payinfra affected --since origin/main --why | "
        "payinfra affected --since main --json",
    )
    parser.add_argument("--since", required=True, metavar="REVISION", help="what to compare the work tree with")
    parser.add_argument("--why", action="store_true", help="follow each environment with what touches it")
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import json

    from generator.analysis.affected import affected
    from generator.validation.spec_selection import SPECS, no_specs_here

    if not SPECS.is_dir():
        raise no_specs_here()
    found = affected(arguments.since, SPECS)
    if arguments.json:
        plain = [{"environment": one.environment, "file": str(one.file), "because": one.because} for one in found]
        print(json.dumps(plain, indent=2))
        return 0
    for one in found:
        print(f"{one.environment}: {_reasons(one.because)}" if arguments.why else one.environment)
    return 0


def _reasons(reasons: tuple[str, ...]) -> str:
    shown = ", ".join(reasons[:5])
    return shown if len(reasons) <= 5 else f"{shown} and {len(reasons) - 5} more"
