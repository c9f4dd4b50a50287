"""`payinfra show`: print the resolved spec."""

from __future__ import annotations

import argparse

from generator.cli.arguments import Commands, add_debug, add_environment, resolve_valid, spec_file


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "show",
        help="print the resolved spec: what files say, merged, with all defaults",
        description="Print a spec as the generator sees it: extended files merged, defaults filled in. It is itself a "
        "valid spec.",
        epilog="examples: payinfra show prod | payinfra show prod --provenance | payinfra show dev --format json",
    )
    add_environment(parser)
    parser.add_argument("--format", choices=("json", "yaml"), default="yaml", help="how to print it")
    parser.add_argument("--provenance", action="store_true", help="follow each value with its file:line (YAML only)")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import sys

    from generator.analysis.show import as_json, as_yaml
    from generator.diagnostics.usage_error import UsageError

    if arguments.provenance and arguments.format == "json":
        raise UsageError("--provenance writes comments, which JSON does not have: use --format yaml")
    node = resolve_valid(spec_file(arguments.environment), arguments.suffix).node
    as_is = arguments.format == "json"
    sys.stdout.write(as_json(node) if as_is else as_yaml(node, provenance=arguments.provenance))
    return 0
