"""`payinfra release`: which version is behind which colour, and how much traffic it has."""

from __future__ import annotations

import argparse

from generator.cli.arguments import Commands, add_debug, add_environment, resolve_valid, spec_file


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "release",
        help="show versions, code and weights by colour, live beside the spec",
        description="Show what is live: the version and the digest of the code behind each colour, and the weights, "
        "beside what the spec says. Asks AWS with the credentials of the environment, and needs payinfra[aws].",
        epilog="examples: payinfra release status prod | payinfra release status prod --format json",
    )
    parser.add_argument("action", choices=("status",), metavar="ACTION", help="status")
    add_environment(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import json

    from generator.operations.aws_clients import client
    from generator.operations.release_status import as_data, as_lines, release_status

    env = resolve_valid(spec_file(arguments.environment), arguments.suffix).environment
    sides = release_status(env, lambda service: client(service, env.aws_region))
    print(json.dumps(as_data(sides), indent=2) if arguments.format == "json" else "\n".join(as_lines(sides)))
    return 0
